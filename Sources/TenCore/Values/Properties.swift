/// An ordered set of named values: a message's properties, a node's configuration, a JSON object.
///
/// Keeps the order in which keys were first set (a graph file's order survives). Look-up is a linear scan, which for the few keys of a message is
/// faster than hashing; an empty `Properties` owns no memory and copies share storage. Two are equal when they hold the same keys and values, in any order.
public struct Properties: Sendable {
  public typealias Element = (key: String, value: Value)

  @usableFromInline var entries: [Element] = []

  @inlinable public init() {}

  /// The later of two entries with one key wins, in the place of the first.
  public init(_ elements: some Sequence<(String, Value)>) {
    for (key, value) in elements { self[key] = value }
  }

  /// For callers that have already made sure of distinct keys, such as the JSON loader.
  package init(unique elements: [Element]) { entries = elements }

  public var isEmpty: Bool { entries.isEmpty }
  public var count: Int { entries.count }
  public var keys: [String] { entries.map(\.key) }

  public subscript(key: String) -> Value? {
    get {
      for entry in entries where entry.key == key { return entry.value }
      return nil
    }
    set {
      guard let index = entries.firstIndex(where: { $0.key == key }) else {
        if let newValue { entries.append((key, newValue)) }
        return
      }
      if let newValue { entries[index].value = newValue } else { entries.remove(at: index) }
    }
  }

  /// Merges `other` over this: objects deeply, everything else replaced.
  public mutating func merge(_ other: Properties) {
    for (key, value) in other.entries {
      if case .object(let theirs) = value, case .object(var ours)? = self[key] {
        ours.merge(theirs)
        self[key] = .object(ours)
      } else {
        self[key] = value
      }
    }
  }

  public func merging(_ other: Properties) -> Properties {
    var copy = self
    copy.merge(other)
    return copy
  }
}

extension Properties: Sequence {
  public func makeIterator() -> IndexingIterator<[Element]> { entries.makeIterator() }
}

extension Properties: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }
}

extension Properties: Hashable {
  public static func == (a: Self, b: Self) -> Bool {
    a.entries.count == b.entries.count && a.entries.allSatisfy { b[$0.key] == $0.value }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    var sum = 0
    for entry in entries { sum ^= entry.key.hashValue }
    hasher.combine(sum)
  }
}
