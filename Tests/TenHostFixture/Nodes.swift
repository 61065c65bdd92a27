internal import Glibc
internal import Logging
internal import TenRuntime

/// Blocks its loop in its start, until the process is ended.
actor Blocker: Extension {
  static let manifest = Manifest(name: "blocker")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) async throws {
    while true { pause() }
  }
}

/// Does nothing, until the session is stopped.
actor Keeper: Extension {
  static let manifest = Manifest(name: "keeper")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func stop() async {
    // A node that is never done: for the second signal.
    if context.properties["slow"]?.bool == true { await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
  }
}

/// Takes start values, says so, and ends the session.
actor Greeter: Extension {
  static let manifest = Manifest(
    json: """
      {"type": "extension", "name": "greeter", "version": "0.1.0", "description": "Greets a channel.",
       "api": {"property": {"properties": {"text": {"type": "string", "default": "hello"}, "volume": {"type": "int32"}}},
               "start": {"properties": {"channel": {"type": "string"}, "token": {"type": "string", "secret": true}}, "required": ["channel"]}}}
      """, file: "manifest.json")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) async throws {
    let channel = try start.string("channel")
    context.log.info("joined \(channel) with \(start["token"]?.string ?? "nothing")")
    context.endSession(reason: "greeted")
  }
}

/// Logs without end, for readers that do not read.
actor Chatterer: Extension {
  static let manifest = Manifest(name: "chatterer")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) async throws {
    let context = context
    context.spawn {
      while true {
        context.log.info("a line of the log that is long enough to fill a pipe sooner than anybody could read it from there")
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }
}

/// Takes parcels, and ends the session with the third.
actor Clerk: Extension {
  static let manifest = Manifest(name: "clerk")
  nonisolated let context: ExtensionContext
  private var parcels: [String] = []
  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ data: DataMessage) async throws {
    parcels.append(data["text"]?.string ?? "nothing")
    if parcels.count == 3 { context.endSession(reason: parcels.joined(separator: "; ")) }
  }
}
