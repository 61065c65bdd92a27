import TenCore
import TenRuntime

/// A node of the synchronous layer, whose behaviour a test gives it.
actor Reflex: Extension {
  static let manifest = Manifest(name: "reflex")
  nonisolated let context: ExtensionContext
  private let script: Reflexes
  /// Whether code of the node is on the stack: a second entry is a fault of the runtime.
  private var isInside = false

  init(_ context: ExtensionContext) {
    self.context = context
    script =
      context.properties["script"].flatMap { if case .reference(let reference) = $0 { reference.object as? Reflexes } else { nil } } ?? Reflexes()
  }

  func receive(_ command: Command, _ reply: consuming Reply) {
    enter()
    script.command(context, command, reply)
    isInside = false
  }

  func receive(_ data: DataMessage) {
    enter()
    script.data(context, data)
    isInside = false
  }

  func receive(_ frame: AudioFrame) {
    enter()
    script.audio(context, frame)
    isInside = false
  }

  func receive(_ frame: VideoFrame) {
    enter()
    script.video(context, frame)
    isInside = false
  }

  func interrupted(turn: Turn) async { await script.interrupted(context, turn) }

  private func enter() {
    if isInside { script.enteredTwice() }
    isInside = true
  }
}

final class Reflexes: Sendable {
  let command: @Sendable (ExtensionContext, Command, consuming Reply) -> Void
  let data: @Sendable (ExtensionContext, DataMessage) -> Void
  let audio: @Sendable (ExtensionContext, AudioFrame) -> Void
  let video: @Sendable (ExtensionContext, VideoFrame) -> Void
  let interrupted: @Sendable (ExtensionContext, Turn) async -> Void
  let enteredTwice: @Sendable () -> Void

  init(
    command: @escaping @Sendable (ExtensionContext, Command, consuming Reply) -> Void = { _, command, reply in reply.send(.ok(command.properties)) },
    data: @escaping @Sendable (ExtensionContext, DataMessage) -> Void = { _, _ in },
    audio: @escaping @Sendable (ExtensionContext, AudioFrame) -> Void = { _, _ in },
    video: @escaping @Sendable (ExtensionContext, VideoFrame) -> Void = { _, _ in },
    interrupted: @escaping @Sendable (ExtensionContext, Turn) async -> Void = { _, _ in },
    enteredTwice: @escaping @Sendable () -> Void = {}
  ) {
    self.command = command
    self.data = data
    self.audio = audio
    self.video = video
    self.interrupted = interrupted
    self.enteredTwice = enteredTwice
  }

  var properties: Properties { ["script": .reference(.init(self))] }
}
