/// The parts of a regular expression.
indirect enum PatternTree {
  case character(TextPattern.CharacterSet)
  case start
  case end
  case sequence([PatternTree])
  case choice([PatternTree])
  case repeated(PatternTree, least: Int, most: Int?)
}

/// Parses the text of a `TextPattern`.
struct PatternParser {
  private var rest: ArraySlice<Unicode.Scalar>
  private var depth = 0

  init(_ text: String) { rest = Array(text.unicodeScalars)[...] }

  mutating func parse() throws(TextPattern.Failure) -> PatternTree {
    let tree = try choice()
    guard rest.isEmpty else { throw TextPattern.Failure(reason: "')' closes nothing") }
    return tree
  }

  private mutating func choice() throws(TextPattern.Failure) -> PatternTree {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 32 else { throw TextPattern.Failure(reason: "groups stand inside of each other more than 32 deep") }
    var options = [try sequence()]
    while rest.first == "|" {
      rest.removeFirst()
      options.append(try sequence())
    }
    return options.count == 1 ? options[0] : .choice(options)
  }

  private mutating func sequence() throws(TextPattern.Failure) -> PatternTree {
    var parts: [PatternTree] = []
    while let next = rest.first, next != "|", next != ")" { parts.append(try repeated(try single())) }
    return .sequence(parts)
  }

  private mutating func single() throws(TextPattern.Failure) -> PatternTree {
    let scalar = rest.removeFirst()
    switch scalar {
    case "^": return .start
    case "$": return .end
    case ".": return .character(TextPattern.CharacterSet(ranges: ["\n"..."\n"], isNegated: true))
    case "[": return .character(try set())
    case "\\": return .character(try escaped())
    case "(":
      if rest.first == "?" {
        guard rest.dropFirst().first == ":" else { throw TextPattern.Failure(reason: "'(?' is known only as '(?:'") }
        rest.removeFirst(2)
      }
      let tree = try choice()
      guard rest.popFirst() == ")" else { throw TextPattern.Failure(reason: "a '(' is not closed") }
      return tree
    case "*", "+", "?": throw TextPattern.Failure(reason: "'\(scalar)' repeats nothing")
    default: return .character(TextPattern.CharacterSet(ranges: [scalar...scalar]))
    }
  }

  private mutating func repeated(_ tree: PatternTree) throws(TextPattern.Failure) -> PatternTree {
    var tree = tree
    while let next = rest.first {
      switch next {
      case "*": tree = .repeated(tree, least: 0, most: nil)
      case "+": tree = .repeated(tree, least: 1, most: nil)
      case "?": tree = .repeated(tree, least: 0, most: 1)
      case "{":
        guard let counts = try counts() else { return tree }
        tree = .repeated(tree, least: counts.least, most: counts.most)
        continue
      default: return tree
      }
      rest.removeFirst()
    }
    return tree
  }

  /// `{2}`, `{2,}` or `{2,5}`.
  private mutating func counts() throws(TextPattern.Failure) -> (least: Int, most: Int?)? {
    guard let end = rest.firstIndex(of: "}") else { throw TextPattern.Failure(reason: "a '{' is not closed") }
    let text = String(String.UnicodeScalarView(rest[rest.startIndex..<end].dropFirst()))
    rest = rest[(end + 1)...]
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard let least = parts.first.flatMap({ Int($0) }), (0...64).contains(least), parts.count <= 2 else {
      throw TextPattern.Failure(reason: "'{\(text)}' is no count of at most 64")
    }
    guard parts.count == 2 else { return (least, least) }
    if parts[1].isEmpty { return (least, nil) }
    guard let most = Int(parts[1]), (least...64).contains(most) else { throw TextPattern.Failure(reason: "'{\(text)}' is no count of at most 64") }
    return (least, most)
  }

  private mutating func set() throws(TextPattern.Failure) -> TextPattern.CharacterSet {
    var set = TextPattern.CharacterSet(ranges: [])
    if rest.first == "^" {
      set.isNegated = true
      rest.removeFirst()
    }
    var isFirst = true
    while let scalar = rest.popFirst() {
      if scalar == "]" && !isFirst { return set }
      isFirst = false
      if scalar == "\\" {
        set.ranges += try escaped().ranges
      } else if rest.first == "-", let last = rest.dropFirst().first, last != "]" {
        guard scalar <= last, last != "\\" else { throw TextPattern.Failure(reason: "'\(scalar)-\(last)' is no range") }
        rest.removeFirst(2)
        set.ranges.append(scalar...last)
      } else {
        set.ranges.append(scalar...scalar)
      }
    }
    throw TextPattern.Failure(reason: "a '[' is not closed")
  }

  private mutating func escaped() throws(TextPattern.Failure) -> TextPattern.CharacterSet {
    guard let scalar = rest.popFirst() else { throw TextPattern.Failure(reason: "it ends with a '\\'") }
    switch scalar {
    case "d": return TextPattern.CharacterSet(ranges: ["0"..."9"])
    case "w": return TextPattern.CharacterSet(ranges: ["0"..."9", "A"..."Z", "_"..."_", "a"..."z"])
    case "s": return TextPattern.CharacterSet(ranges: [" "..." ", "\t"..."\r"])
    case "n": return TextPattern.CharacterSet(ranges: ["\n"..."\n"])
    case "t": return TextPattern.CharacterSet(ranges: ["\t"..."\t"])
    default:
      let isWord = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
      guard !isWord else { throw TextPattern.Failure(reason: "'\\\(scalar)' is not known") }
      return TextPattern.CharacterSet(ranges: [scalar...scalar])
    }
  }
}
