import Hello
import TenRuntime

/// The way into a host that loads this extension at run time.
@c(tenhost_extension_v1)
public func offer(to host: UnsafeMutableRawPointer) { ExtensionLibrary.offer([Hello.self], to: host) }
