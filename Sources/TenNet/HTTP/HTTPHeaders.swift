/// Header fields in order; names are compared without regard to case. Values may be secrets and are never printed.
public struct HTTPHeaders: Sendable, Hashable, ExpressibleByDictionaryLiteral, Sequence {
  public private(set) var fields: [Field] = []

  public struct Field: Sendable, Hashable {
    public let name: String
    public let value: String
  }

  public init() {}

  public init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { add(name, value) }
  }

  /// The first value of that name; setting replaces all of them.
  public subscript(name: String) -> String? {
    get { fields.first { Self.same($0.name, name) }?.value }
    set {
      fields.removeAll { Self.same($0.name, name) }
      if let newValue { add(name, newValue) }
    }
  }

  public mutating func add(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }

  public func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }

  private static func same(_ a: String, _ b: String) -> Bool { a.utf8.count == b.utf8.count && a.lowercased() == b.lowercased() }
}

extension HTTPHeaders: CustomStringConvertible, CustomReflectable {
  public var description: String { "[" + fields.map { "\($0.name): ***" }.joined(separator: ", ") + "]" }
  public var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
