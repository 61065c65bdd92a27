/// The common shape of all messages: what lanes hold and routing moves. `Command`, `DataMessage`, `AudioFrame`, `VideoFrame` and `CommandResult` are
/// typed views of one. About 80 bytes and two references; copying it copies no bytes.
package struct Envelope: Sendable {
  package var name: MessageName
  package var turn: Turn = .none
  /// The index of the sending node in its graph; `Envelope.outside` for the host and the control channel.
  package var source: UInt16 = Envelope.outside
  package var kind: MessageKind
  package var flags: Flags = []
  /// Of a command and its results: the place in the sender's table of pending commands.
  package var command = CommandID.none
  /// The kind's own fields: a frame's format, a result's status.
  package var a: Int32 = 0
  package var b: Int32 = 0
  package var c: Int32 = 0
  package var d: Int32 = 0
  package var timestamp: Int64 = 0
  package var layout: UInt64 = 0
  package var payload = Payload()
  package var properties = Properties()

  package static let outside = UInt16.max

  package init(_ kind: MessageKind, _ name: MessageName) {
    self.kind = kind
    self.name = name
  }

  package struct Flags: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let durable = Flags(rawValue: 1)
    package static let transient = Flags(rawValue: 2)
    package static let partial = Flags(rawValue: 4)
    package static let endOfStream = Flags(rawValue: 8)
    package static let planar = Flags(rawValue: 16)
    /// The sender said: no turn, whatever is current.
    package static let withoutTurn = Flags(rawValue: 32)
  }

  /// What the sender said, else the kind's default.
  package var isTransient: Bool {
    flags.contains(.transient) || (kind.isMedia && !flags.contains(.durable))
  }

  /// How long the media of a frame lasts, in microseconds; 0 where it has no duration.
  package var microseconds: Int {
    guard kind == .audio, a > 0 else { return 0 }
    return Int(c) * 1_000_000 / Int(a)
  }

  package var inboxClass: InboxClass {
    switch kind {
    case .command: .command
    case .data: isTransient ? .transient : .durable
    case .audio: turn.isNone ? .audio : .turnAudio
    case .video: .video
    }
  }
}

/// A command's place in its sender's table of pending commands: the slot, and its generation, so that a late result finds nobody.
package struct CommandID: Sendable, Hashable {
  package var slot: UInt32
  package var generation: UInt32

  package init(slot: UInt32, generation: UInt32) {
    self.slot = slot
    self.generation = generation
  }

  package static let none = CommandID(slot: .max, generation: 0)
}
