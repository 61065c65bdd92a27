internal import TenCore
internal import TenRuntime

/// Sends a scenario's messages as a node sends them.
struct MessageSender: Sendable {
  let context: ExtensionContext
  /// The turn that `current` stands for.
  let last: Turn

  /// - Returns: the final result of a command.
  func send(_ template: MessageTemplate, answering received: Properties? = nil, to destination: String?) async throws -> CommandResult? {
    let properties = template.properties(answering: received)
    let name = try MessageName(template.name)
    switch template.kind {
    case .command:
      var command = Command(name, properties)
      set(&command, template)
      guard let destination else { return try await context.send(command) }
      return try await context.send(command, to: destination)
    case .data:
      var data = DataMessage(name, properties, payload: template.payload)
      set(&data, template)
      if let destination { try await context.send(data, to: destination) } else { try await context.send(data) }
    case .audio:
      let choice = turn(template)
      try await template.eachFrame(name, properties, sleep: { try await context.clock.sleep(for: $0) }) { frame in
        var frame = frame
        if let choice { frame.turn = choice }
        if let destination { context.send(frame, to: destination) } else { context.send(frame) }
      }
    case .video:
      var frame = template.videoFrame(name, properties)
      set(&frame, template)
      if let destination { context.send(frame, to: destination) } else { context.send(frame) }
    }
    return nil
  }

  private func set(_ message: inout some Message, _ template: MessageTemplate) {
    if let turn = turn(template) { message.turn = turn }
  }

  private func turn(_ template: MessageTemplate) -> Turn? {
    switch template.turn {
    case .none: nil
    case .current: last.isNone ? nil : last
    case .new: context.beginTurn()
    case .number(let number): Turn(number: number)
    }
  }
}

extension MessageTemplate {
  /// The frames of the sound, one every 20 ms unless it is fast.
  func eachFrame(
    _ name: MessageName, _ properties: Properties, sleep: (Duration) async throws -> Void, _ body: (AudioFrame) throws -> Void
  ) async throws {
    guard let sound else { return }
    for (index, piece) in sound.pieces.enumerated() {
      if index > 0, !sound.isFast { try await sleep(Sound.piece) }
      var frame = AudioFrame(name, sampleRate: sound.sampleRate, channels: sound.channels, payload: piece)
      frame.properties = properties
      frame.timestamp = Int64(index) * 20
      try body(frame)
    }
  }

  func videoFrame(_ name: MessageName, _ properties: Properties) -> VideoFrame {
    let picture = picture ?? Picture()
    var frame = VideoFrame(
      name, width: picture.width, height: picture.height, format: picture.format,
      payload: Payload(count: picture.width * picture.height * 4) { _ in })
    frame.properties = properties
    return frame
  }
}
