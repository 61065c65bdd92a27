/// The answer to a command. A result whose status is an error is a normal result: it says that the receiver could not do what was asked.
public struct CommandResult: EnvelopeView {
  /// How a command ended. All but `ok` and `error` are made by the runtime.
  public enum Status: Int32, Sendable, CaseIterable {
    case ok, error
    /// No final result came in time.
    case timeout
    /// The receiver was stopping or had ended.
    case stopped
    /// The receiver failed while it had the command.
    case crashed
    /// The graph connects the command to nobody.
    case noRoute
    /// The receiver has no handler for it.
    case unhandled
    /// The receiver let the command go without an answer.
    case unanswered
    /// The sender's task was cancelled, or let the results go.
    case cancelled
    /// It was the youngest edge of a circle of waiting nodes.
    case deadlock
    /// The sender had too many messages over the receiver's bound.
    case overdraft
    /// It did not match a manifest's schema, or a conversion failed.
    case invalid
  }

  package var envelope: Envelope
  /// With several destinations: the finals that were not returned.
  public package(set) var others: [CommandResult] = []

  package init(envelope: Envelope) { self.envelope = envelope }

  public init(_ status: Status, _ properties: Properties = Properties()) {
    envelope = Envelope(.command, Self.unnamed)
    envelope.a = status.rawValue
    envelope.properties = properties
  }

  public static func ok(_ properties: Properties = Properties()) -> CommandResult { CommandResult(.ok, properties) }

  /// - Parameter detail: what was attempted, the value, the reason and what to do; TEN's `detail` property.
  public static func error(_ detail: String) -> CommandResult { CommandResult(.error, detail: detail) }

  package init(_ status: Status, detail: String) { self.init(status, ["detail": .string(detail)]) }

  private static let unnamed: MessageName = "ten:result"

  public var status: Status { Status(rawValue: envelope.a) ?? .error }
  public var isOK: Bool { status == .ok }
  /// Whether this is the command's last result.
  public var isFinal: Bool { !envelope.flags.contains(.partial) }
  /// TEN's `detail` property, where the result has one.
  public var detail: String { properties["detail"]?.string ?? "" }

  package func with(others: [CommandResult]) -> CommandResult {
    var copy = self
    copy.others = others
    return copy
  }
}
