/// The name of a message, interned: four bytes, compared as a number, so that routing never hashes a string.
///
/// A literal is interned where it is first used: keep names in `static let` on hot paths. Names that come from outside (a control channel, a vendor)
/// go through `init(_:)`, which refuses new names once `maximumCount` are known: memory stays bounded by configuration, not by traffic.
@frozen
public struct MessageName: Sendable, Hashable {
  public let id: UInt32

  /// How many names one process knows at most.
  public static let maximumCount = 65_536

  @usableFromInline init(id: UInt32) { self.id = id }

  /// - Throws: `TooManyNames` when the name is new and the table is full.
  public init(_ text: String) throws(TooManyNames) {
    guard let id = Self.table.withLock({ $0.intern(text) }) else { throw TooManyNames(name: text) }
    self.id = id
  }

  /// The name as text.
  public var text: String { Self.table.withLock { $0.names[Int(id)] } }

  /// The name of a command that ends a node's current work: answered by `interrupted(turn:)` unless the node handles it itself.
  public static let flush: MessageName = "flush"
  /// The name of the start message.
  public static let start: MessageName = "ten:start"

  private struct Table {
    var ids: [String: UInt32] = [:]
    var names: [String] = []

    mutating func intern(_ text: String) -> UInt32? {
      if let id = ids[text] { return id }
      guard names.count < MessageName.maximumCount else { return nil }
      let id = UInt32(names.count)
      names.append(text)
      ids[text] = id
      return id
    }
  }

  private static let table = Locked(Table())
}

extension MessageName: ExpressibleByStringLiteral {
  /// Traps when the table is full, which the literals of a program cannot bring about by themselves.
  public init(stringLiteral text: String) {
    guard let id = Self.table.withLock({ $0.intern(text) }) else { preconditionFailure("more than \(Self.maximumCount) message names") }
    self.id = id
  }
}

extension MessageName: CustomStringConvertible {
  public var description: String { text }
}

public struct TooManyNames: Error, Sendable, CustomStringConvertible {
  public let name: String
  public var description: String {
    "the message name '\(name.prefix(80))' cannot be added: this process knows \(MessageName.maximumCount) names already; do not make names out of data"
  }
}
