/// Tells thoughts between `<think>` and `</think>` from what is said, wherever the text is cut.
struct ThinkSplitter {
  struct Piece: Equatable {
    var text: String
    var isReasoning: Bool
  }

  private var isThinking = false
  /// The beginning of a tag, held back until it is one or is none.
  private var held = ""

  mutating func feed(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var plain = ""
    for character in text {
      let tag = isThinking ? "</think>" : "<think>"
      held.append(character)
      if held == tag {
        if !plain.isEmpty { pieces.append(Piece(text: plain, isReasoning: isThinking)) }
        plain = ""
        held = ""
        isThinking.toggle()
      } else {
        while !held.isEmpty, !tag.hasPrefix(held) { plain.append(held.removeFirst()) }
      }
    }
    if !plain.isEmpty { pieces.append(Piece(text: plain, isReasoning: isThinking)) }
    return pieces
  }

  mutating func finish() -> [Piece] {
    defer { held = "" }
    return held.isEmpty ? [] : [Piece(text: held, isReasoning: isThinking)]
  }
}
