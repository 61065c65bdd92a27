internal import TenCore
internal import TenRuntime
internal import TenTesting

/// Sends a scenario's messages as the host does.
struct HostSender: Sendable {
  let session: Session
  let loop: VirtualLoop

  /// - Returns: the final result of a command.
  func send(_ template: MessageTemplate, to node: String) async throws -> CommandResult? {
    let properties = template.properties(answering: nil)
    let name = try MessageName(template.name)
    switch template.kind {
    case .command:
      var command = Command(name, properties)
      set(&command, template)
      return try await session.send(command, to: node)
    case .data:
      var data = DataMessage(name, properties, payload: template.payload)
      set(&data, template)
      try session.send(data, to: node)
    case .audio:
      let turn = turn(template)
      try await template.eachFrame(name, properties, sleep: { await loop.wait($0) }) { frame in
        var frame = frame
        if let turn { frame.turn = turn }
        try session.send(frame, to: node)
      }
    case .video:
      var frame = template.videoFrame(name, properties)
      set(&frame, template)
      try session.send(frame, to: node)
    }
    return nil
  }

  private func set(_ message: inout some Message, _ template: MessageTemplate) {
    if let turn = turn(template) { message.turn = turn }
  }

  private func turn(_ template: MessageTemplate) -> Turn? {
    switch template.turn {
    case .none: nil
    case .current: session.lastBegunTurn.isNone ? nil : session.lastBegunTurn
    case .new: session.context(of: 0)?.beginTurn()
    case .number(let number): Turn(number: number)
    }
  }
}
