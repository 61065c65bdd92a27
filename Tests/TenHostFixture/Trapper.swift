internal import Glibc
internal import TenRuntime

/// Ends its process in the way that it is told.
actor Trapper: Extension {
  static let manifest = Manifest(name: "trapper")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ data: DataMessage) async throws {
    switch data.name {
    case "trap": fatalError("trapped on purpose")
    case "fault": UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
    case "trap_later":
      try await context.clock.sleep(for: .milliseconds(1))
      fatalError("trapped after a suspension")
    case "hang": while true { pause() }
    default: try await context.send(data)
    }
  }
}
