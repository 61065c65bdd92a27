/// Cuts a streamed text into pieces that can be spoken: it does not matter where the stream was cut.
///
/// A piece ends at `, . ? !`, at their full-width forms and at a line's end, but not inside `<…>`. A full stop or comma behind a digit waits for what follows,
/// so that "3.5" stays whole. What has no letter or digit is joined to the next piece. A piece keeps the white space before it.
struct SentenceSplitter: Sendable {
  /// A piece is ended at white space beyond this, and anywhere at twice as much.
  private static let longPiece = 400
  /// A "<" that nothing closes is no mark-up.
  private static let longTag = 256

  private var piece = String.UnicodeScalarView()
  private var length = 0
  private var tagLength = 0
  private var isInTag = false
  private var isSpeakable = false
  private var isHeld = false
  private var isAfterDigit = false

  /// Adds text. Gives the pieces that it completes.
  mutating func add(_ text: String) -> [String] {
    var pieces: [String] = []
    for scalar in text.unicodeScalars {
      if isHeld {
        isHeld = false
        if !Self.isDigit(scalar) { cut(into: &pieces) }
      }
      add(scalar, &pieces)
    }
    return pieces
  }

  /// Ends the text. Gives what is left of it.
  mutating func finish() -> [String] {
    var pieces: [String] = []
    cut(into: &pieces)
    self = SentenceSplitter()
    return pieces
  }

  private mutating func add(_ scalar: Unicode.Scalar, _ pieces: inout [String]) {
    let isBehindDigit = isAfterDigit
    isAfterDigit = false
    piece.append(scalar)
    length += 1
    if isInTag {
      tagLength += 1
      isInTag = scalar != ">" && tagLength < Self.longTag
    } else if scalar == "<" {
      isInTag = true
      tagLength = 0
    } else if Self.isEnd(scalar) {
      if isBehindDigit && (scalar == "." || scalar == ",") { isHeld = true } else { cut(into: &pieces) }
    } else {
      isAfterDigit = Self.isDigit(scalar)
      if isAfterDigit || scalar.properties.isAlphabetic || scalar.properties.numericType != nil { isSpeakable = true }
    }
    if length >= Self.longPiece * 2 || (length >= Self.longPiece && scalar.properties.isWhitespace) { cut(into: &pieces) }
  }

  private mutating func cut(into pieces: inout [String]) {
    guard isSpeakable else {
      if length >= Self.longPiece {
        piece = String.UnicodeScalarView()
        length = 0
      }
      return
    }
    pieces.append(Self.trimmed(piece))
    self = SentenceSplitter()
  }

  /// Without the marks that are left of the piece before ("..." or "?!"), and without white space at the end.
  private static func trimmed(_ piece: String.UnicodeScalarView) -> String {
    var rest = piece[...]
    var hasSpace = false
    while let first = rest.first, first.properties.isWhitespace || isEnd(first) {
      let next = rest.dropFirst().first
      if first == ".", let next, isDigit(next) { break }
      hasSpace = hasSpace || first.properties.isWhitespace
      rest = rest.dropFirst()
    }
    while let last = rest.last, last.properties.isWhitespace { rest = rest.dropLast() }
    return (hasSpace ? " " : "") + String(rest)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType == .decimal }

  private static func isEnd(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ",", ".", "?", "!", "，", "。", "．", "？", "！", "\n": true
    default: false
    }
  }
}
