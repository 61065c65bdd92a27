public import TenCore
internal import TenGraph

extension Shape {
  /// Everything in which a value differs from this shape: JSON pointer (RFC 6901; `""` is the value itself) and words. Empty when it fits.
  public func check(_ value: Value) -> [(pointer: String, message: String)] {
    var check = ShapeCheck()
    check.run(self, value, at: "")
    return check.problems
  }

  /// The value as handlers want it: JSON knows one kind of number, so `1.0` where an integer is asked for becomes `1`. Expects a value that fits.
  func normalized(_ value: Value) -> Value {
    switch (self, value) {
    case (.integer, .float(let number)): return Int64(exactly: number).map(Value.int) ?? value
    case (.array(let shape, _), .array(let elements)): return .array(elements.map { shape.normalized($0) })
    case (.nullable(let shape), _): return value.isNull ? value : shape.normalized(value)
    case (.named(_, let shape), _), (.narrowed(_, let shape), _): return shape.normalized(value)
    case (.oneOf(let shapes), _): return shapes.first { $0.check(value).isEmpty }?.normalized(value) ?? value
    case (.object(let members, let rest), .object(let object)):
      return .object(
        Properties(
          object.map { key, value in
            let shape = members.first { $0.name == key }?.shape ?? rest
            return (key, shape?.normalized(value) ?? value)
          }))
    default: return value
    }
  }
}

private struct ShapeCheck {
  var problems: [(pointer: String, message: String)] = []
  /// More are not told: a caller mends the first ones first.
  static let limit = 50

  mutating func run(_ shape: Shape, _ value: Value, at pointer: String) {
    guard problems.count < Self.limit else { return }
    switch shape {
    case .string: if let text = value.string { check(text, shape, pointer) } else { wrongKind("a text", value, pointer) }
    case .integer(let minimum, let maximum): checkInteger(value, minimum, maximum, pointer)
    case .number(let minimum, let maximum):
      guard let number = value.double ?? value.int.map(Double.init) else { return wrongKind("a number", value, pointer) }
      if let minimum, number < minimum { add(pointer, "is \(number); it must be at least \(minimum)") }
      if let maximum, number > maximum { add(pointer, "is \(number); it must be at most \(maximum)") }
    case .boolean: if value.bool == nil { wrongKind("true or false", value, pointer) }
    case .array(let items, let maxItems):
      guard let elements = value.array else { return wrongKind("an array", value, pointer) }
      if let maxItems, elements.count > maxItems { add(pointer, "has \(elements.count) elements; at most \(maxItems) are taken") }
      for (index, element) in elements.enumerated() where problems.count < Self.limit { run(items, element, at: "\(pointer)/\(index)") }
    case .object(let members, let rest):
      guard let object = value.object else { return wrongKind("an object", value, pointer) }
      check(object, members, rest, pointer)
    case .any: checkNumbers(value, pointer)
    case .nullable(let shape): if !value.isNull { run(shape, value, at: pointer) }
    case .oneOf(let shapes): checkAlternatives(shapes, value, pointer)
    case .named(_, let shape), .narrowed(_, let shape): run(shape, value, at: pointer)
    }
  }

  private mutating func check(_ text: String, _ shape: Shape, _ pointer: String) {
    guard case .string(let minLength, let maxLength, let pattern, _, let choices) = shape else { return }
    let length = text.unicodeScalars.count
    if length < minLength { add(pointer, length == 0 ? "must not be empty" : "has \(length) characters; at least \(minLength) are needed") }
    if let maxLength, length > maxLength { return add(pointer, "has \(length) characters; at most \(maxLength) are taken") }
    if let pattern, !Pattern.matches(text, pattern) { add(pointer, "does not fit the pattern \(pattern)") }
    if !choices.isEmpty, !choices.contains(text) {
      let near = Suggestion.nearest(to: text, in: choices).map { "; did you mean '\($0)'?" } ?? ""
      add(pointer, "must be one of \(choices.map { "'\($0)'" }.joined(separator: ", "))\(near)")
    }
  }

  private mutating func checkInteger(_ value: Value, _ minimum: Int?, _ maximum: Int?, _ pointer: String) {
    var number = value.int
    if case .float(let float) = value { number = Int(exactly: float) }
    guard let number else { return wrongKind("a whole number", value, pointer) }
    if let minimum, number < minimum { add(pointer, "is \(number); it must be at least \(minimum)") }
    if let maximum, number > maximum { add(pointer, "is \(number); it must be at most \(maximum)") }
  }

  private mutating func check(_ object: Properties, _ members: [Shape.Member], _ rest: Shape?, _ pointer: String) {
    for member in members {
      let inner = pointer + "/" + Self.escaped(member.name)
      if let value = object[member.name] {
        run(member.shape, value, at: inner)
      } else if member.isRequired {
        add(inner, "is missing")
      }
    }
    for (key, value) in object where !members.contains(where: { $0.name == key }) {
      let inner = pointer + "/" + Self.escaped(key)
      if let rest {
        run(rest, value, at: inner)
      } else {
        let near = Suggestion.nearest(to: key, in: members.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
        add(inner, "is not known here\(near)")
      }
    }
  }

  /// Tells what is wrong with the alternative that is nearest: the one with the fewest problems.
  private mutating func checkAlternatives(_ shapes: [Shape], _ value: Value, _ pointer: String) {
    var best: [(pointer: String, message: String)]?
    for shape in shapes {
      var attempt = ShapeCheck()
      attempt.run(shape, value, at: pointer)
      if attempt.problems.isEmpty { return }
      if best.map({ attempt.problems.count < $0.count }) ?? true { best = attempt.problems }
    }
    for problem in best ?? [(pointer, "fits nothing that is taken here")] { add(problem.pointer, problem.message) }
  }

  /// Beyond 64 bits readers of JSON differ: some make whole numbers of it, some refuse it.
  private mutating func checkNumbers(_ value: Value, _ pointer: String) {
    guard problems.count < Self.limit else { return }
    switch value {
    case .uint(let number): add(pointer, "is \(number); it must be at most \(Int64.max)")
    case .float(let number) where number < -0x1p63 || number >= 0x1p63: add(pointer, "is \(number); it must be between -2^63 and 2^63")
    case .array(let elements): for (index, element) in elements.enumerated() { checkNumbers(element, "\(pointer)/\(index)") }
    case .object(let object): for (key, member) in object { checkNumbers(member, "\(pointer)/\(Self.escaped(key))") }
    default: break
    }
  }

  private mutating func wrongKind(_ wanted: String, _ value: Value, _ pointer: String) {
    let kind =
      switch value {
      case .null: "null"
      case .bool: "a truth value"
      case .int, .uint, .float: "a number"
      case .string: "a text"
      case .array: "an array"
      case .object: "an object"
      case .bytes, .reference: "a \(value.kindName)"
      }
    add(pointer, "is \(kind); it must be \(wanted)")
  }

  private mutating func add(_ pointer: String, _ message: String) {
    if problems.count < Self.limit { problems.append((pointer, message)) }
  }

  private static func escaped(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
    var text = ""
    for character in key.unicodeScalars {
      switch character {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.unicodeScalars.append(character)
      }
    }
    return text
  }
}

/// JSON Schema's patterns, unanchored, over Unicode scalars.
enum Pattern {
  static func matches(_ text: String, _ pattern: String) -> Bool {
    // `$` also matches before a line feed at the end; a schema's does not.
    let strict = pattern.hasSuffix("$") && !pattern.hasSuffix("\\$") ? String(pattern.dropLast()) + "\\z" : pattern
    guard let expression = try? Regex(strict).matchingSemantics(.unicodeScalar) else { return false }
    return text.firstMatch(of: expression) != nil
  }
}
