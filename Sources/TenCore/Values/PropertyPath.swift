/// A path into properties: `a.b[0].c`. `.` goes to a key, `[n]` to an array's element. TEN's syntax, `ten-runtime` section 2.3.
public struct PropertyPath: Sendable, Hashable, CustomStringConvertible {
  public enum Step: Sendable, Hashable {
    case key(String)
    case index(Int)
  }

  public let steps: [Step]

  public init(steps: [Step]) { self.steps = steps }

  /// The largest index that a path may name: setting `a[n]` pads the array up to n.
  public static let maximumIndex = 65_535

  /// - Throws: `PropertyPathError` for an empty step, a missing bracket, an index that is no number or above `maximumIndex`.
  public init(_ text: some StringProtocol) throws(PropertyPathError) {
    var steps: [Step] = []
    func fail(_ reason: String) -> PropertyPathError { PropertyPathError(path: String(text), reason: reason) }
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let key = part.prefix { $0 != "[" }
      guard !key.isEmpty else { throw fail("a name is missing") }
      steps.append(.key(String(key)))
      var rest = part.dropFirst(key.count)
      while !rest.isEmpty {
        guard rest.first == "[", let end = rest.firstIndex(of: "]") else { throw fail("'[' and ']' do not match") }
        let digits = rest[rest.index(after: rest.startIndex)..<end]
        guard let index = Int(digits), index >= 0 else { throw fail("'\(digits)' is no index") }
        guard index <= Self.maximumIndex else { throw fail("the index \(index) is above \(Self.maximumIndex)") }
        steps.append(.index(index))
        rest = rest[rest.index(after: end)...]
      }
    }
    self.init(steps: steps)
  }

  public var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }
}

public struct PropertyPathError: Error, Sendable, CustomStringConvertible {
  public let path: String
  public let reason: String
  public var description: String { "'\(path)' is no property path: \(reason); write it as a.b[0].c" }
}

extension Properties {
  /// The value at `path`, or nil where any step of it is missing or of another kind.
  public subscript(path: PropertyPath) -> Value? {
    get {
      guard case .key(let first)? = path.steps.first, var value = self[first] else { return nil }
      for step in path.steps.dropFirst() {
        switch (step, value) {
        case (.key(let key), .object(let object)):
          guard let next = object[key] else { return nil }
          value = next
        case (.index(let index), .array(let array)):
          guard index < array.count else { return nil }
          value = array[index]
        default: return nil
        }
      }
      return value
    }
    set {
      var root = Value.object(self)
      root.set(newValue ?? .null, path.steps[...])
      if case .object(let object) = root { self = object }
    }
  }

  /// The value at a path that is written in the code; an ill-formed path finds nothing.
  public func value(at path: String) -> Value? {
    (try? PropertyPath(path)).flatMap { self[$0] }
  }
}

extension Value {
  /// Makes the objects and arrays that are missing on the way, and pads arrays with null.
  fileprivate mutating func set(_ value: Value, _ steps: ArraySlice<PropertyPath.Step>) {
    guard let step = steps.first else {
      self = value
      return
    }
    switch step {
    case .key(let key):
      var object = self.object ?? Properties()
      var child = object[key] ?? .null
      child.set(value, steps.dropFirst())
      object[key] = child
      self = .object(object)
    case .index(let index):
      var array = self.array ?? []
      while array.count <= index { array.append(.null) }
      array[index].set(value, steps.dropFirst())
      self = .array(array)
    }
  }
}
