/// One exchange with the user. What an agent sends in it carries its number; an interrupt ends it, and every turn before it.
@frozen
public struct Turn: Sendable {
  /// Bit 31: the turn had ended when the message was handed over.
  @usableFromInline var raw: UInt32

  @inlinable init(raw: UInt32) { self.raw = raw }

  /// The turn with this number, from 1 to 2³¹ − 1.
  public init(number: UInt32) {
    precondition(number > 0 && number < 1 << 31, "a turn's number is from 1 to 2³¹ − 1, not \(number)")
    raw = number
  }

  /// No turn: an interrupt never touches such a message.
  @inlinable public static var none: Turn { Turn(raw: 0) }

  /// 0 for `none`.
  @inlinable public var number: UInt32 { raw & 0x7fff_ffff }
  @inlinable public var isNone: Bool { number == 0 }
  /// Whether an interrupt had ended the turn when this message was handed over. Durable messages arrive all the same.
  @inlinable public var ended: Bool { raw >> 31 == 1 }

  package func marked(ended: Bool) -> Turn { Turn(raw: ended && !isNone ? raw | 1 << 31 : raw) }
}

extension Turn: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.number == b.number }
  public func hash(into hasher: inout Hasher) { hasher.combine(number) }
}

extension Turn: CustomStringConvertible {
  public var description: String { isNone ? "no turn" : "turn \(number)" }
}
