import Glibc
import TenRuntime

/// What this library offers is said by the variable LIBRARY_FIXTURE, so that one build can be wrong in several ways.
@c(tenhost_extension_v1)
public func offer(to host: UnsafeMutableRawPointer) {
  switch getenv("LIBRARY_FIXTURE").map({ String(cString: $0) }) {
  case "nothing": ExtensionLibrary.offer([], to: host)
  case "taken": ExtensionLibrary.offer([Taken.self], to: host)
  case "unreadable": ExtensionLibrary.offer([Unreadable.self], to: host)
  case "defaults": ExtensionLibrary.offer([WithoutDefaults.self], to: host)
  default: ExtensionLibrary.offer([Courier.self], to: host)
  }
}

/// Has the name of an extension that the host has.
actor Taken: Extension {
  static let manifest = Manifest(name: "keeper")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}

actor Unreadable: Extension {
  static let manifest = Manifest(embedded: Array("{".utf8))
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}

/// Its properties are not to be read.
actor WithoutDefaults: Extension {
  static let manifest = Manifest(name: "without_defaults")
  static let defaults = Properties(embedded: Array("{\"volume\": }".utf8))
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}
