import Synchronization
import TenCore
import TenRuntime

/// What happened in a test, in order.
final class Journal: Sendable {
  private let lines = Mutex<[String]>([])

  func note(_ line: String) { lines.withLock { $0.append(line) } }
  var all: [String] { lines.withLock { $0 } }
  var count: Int { lines.withLock { $0.count } }
  var numbers: [Int] { all.compactMap { Int($0) } }
  func note(_ number: Int) { note("\(number)") }
  func count(of line: String) -> Int { all.count { $0 == line } }
}

/// A node whose behaviour a test gives it: each handler calls what the test has set for the node's name.
actor Puppet: Extension {
  static let manifest = Manifest(name: "puppet")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) throws {
    self.context = context
    try script.make(context)
  }

  nonisolated var script: Script {
    context.properties["script"].flatMap { value in if case .reference(let reference) = value { reference.object as? Script } else { nil } }
      ?? Script()
  }

  func prepare() async throws { try await script.prepare(context) }
  func start(_ start: StartMessage) async throws { try await script.start(context, start) }
  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult { try await script.command(context, command, reply) }
  func handle(_ data: DataMessage) async throws { try await script.data(context, data) }
  func handle(_ frame: AudioFrame) async throws { try await script.audio(context, frame) }
  func handle(_ frame: VideoFrame) async throws { try await script.video(context, frame) }
  func interrupted(turn: Turn) async { await script.interrupted(context, turn) }
  func stop() async { await script.stop(context) }
}

/// What a puppet does.
final class Script: Sendable {
  let make: @Sendable (ExtensionContext) throws -> Void
  let prepare: @Sendable (ExtensionContext) async throws -> Void
  let start: @Sendable (ExtensionContext, StartMessage) async throws -> Void
  let command: @Sendable (ExtensionContext, Command, PendingReply) async throws -> CommandResult
  let data: @Sendable (ExtensionContext, DataMessage) async throws -> Void
  let audio: @Sendable (ExtensionContext, AudioFrame) async throws -> Void
  let video: @Sendable (ExtensionContext, VideoFrame) async throws -> Void
  let interrupted: @Sendable (ExtensionContext, Turn) async -> Void
  let stop: @Sendable (ExtensionContext) async -> Void

  init(
    make: @escaping @Sendable (ExtensionContext) throws -> Void = { _ in },
    prepare: @escaping @Sendable (ExtensionContext) async throws -> Void = { _ in },
    start: @escaping @Sendable (ExtensionContext, StartMessage) async throws -> Void = { _, _ in },
    command: @escaping @Sendable (ExtensionContext, Command, PendingReply) async throws -> CommandResult = { _, command, _ in .ok(command.properties)
    },
    data: @escaping @Sendable (ExtensionContext, DataMessage) async throws -> Void = { _, _ in },
    audio: @escaping @Sendable (ExtensionContext, AudioFrame) async throws -> Void = { _, _ in },
    video: @escaping @Sendable (ExtensionContext, VideoFrame) async throws -> Void = { _, _ in },
    interrupted: @escaping @Sendable (ExtensionContext, Turn) async -> Void = { _, _ in },
    stop: @escaping @Sendable (ExtensionContext) async -> Void = { _ in }
  ) {
    self.make = make
    self.prepare = prepare
    self.start = start
    self.command = command
    self.data = data
    self.audio = audio
    self.video = video
    self.interrupted = interrupted
    self.stop = stop
  }

  var properties: Properties { ["script": .reference(.init(self))] }
}
