// snippet
import Hello
import TenRuntime

@c(tenhost_extension_v1)
public func offer(to host: UnsafeMutableRawPointer) { ExtensionLibrary.offer([Hello.self], to: host) }
// end
