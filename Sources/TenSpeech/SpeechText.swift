/// Text that is to be spoken.
public enum SpeechText {
  /// The text in pieces of at most `limit` bytes, cut between words where that is possible. Pieces without a letter or a digit are left out.
  public static func pieces(_ text: String, limit: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      for part in parts(of: word, limit: limit) {
        if !piece.isEmpty, piece.utf8.count + 1 + part.utf8.count > limit {
          pieces.append(piece)
          piece = ""
        }
        piece += (piece.isEmpty ? "" : " ") + part
      }
    }
    if !piece.isEmpty { pieces.append(piece) }
    return pieces.filter { $0.contains { $0.isLetter || $0.isNumber } }
  }

  private static func parts(of word: Substring, limit: Int) -> [String] {
    guard word.utf8.count > limit else { return [String(word)] }
    var parts: [String] = []
    var part = ""
    for scalar in word.unicodeScalars {
      if part.utf8.count + 4 > limit {
        parts.append(part)
        part = ""
      }
      part.unicodeScalars.append(scalar)
    }
    return parts + [part]
  }

  /// The text in ASCII, for voices that know nothing else: typographic quotes and dashes become plain ones, what has no such form a space.
  public static func ascii(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{2018}", "\u{2019}": result += "'"
      case "\u{201C}", "\u{201D}": result += "\""
      case "\u{2013}", "\u{2014}": result += "-"
      case "\u{2026}": result += "..."
      case " "..."~": result.unicodeScalars.append(scalar)
      default: result += " "
      }
    }
    return result
  }
}
