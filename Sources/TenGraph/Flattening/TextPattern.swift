/// A regular expression of a selector, searched anywhere in a name. Matching takes time in proportion to pattern and text, whatever the pattern is:
/// a name is tried against all ways at once, without going back.
///
/// Knows literals, `.`, `[a-z]`, `\d \w \s`, `^ $`, groups, `|`, `* + ? {m,n}`.
package struct TextPattern {
  package struct Failure: Error { package var reason: String }

  /// A state of the automaton. `split` and `anchor` states consume nothing.
  enum State {
    case character(CharacterSet, next: Int)
    case split(Int, Int)
    case start(next: Int)
    case end(next: Int)
    case accept
  }

  /// The characters that one place of a pattern allows.
  struct CharacterSet {
    var ranges: [ClosedRange<Unicode.Scalar>]
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
  }

  static let maximumLength = 256
  static let maximumStates = 512

  private let states: [State]
  private let first: Int

  package init(_ text: String) throws(Failure) {
    guard text.unicodeScalars.count <= Self.maximumLength else { throw Failure(reason: "it is longer than \(Self.maximumLength) characters") }
    var parser = PatternParser(text)
    let tree = try parser.parse()
    var builder = PatternBuilder()
    first = try builder.build(tree, next: builder.add(.accept))
    states = builder.states
  }

  /// Whether the pattern matches some part of `text`.
  package func matches(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    var current: Set<Int> = []
    for position in 0...scalars.count {
      enter(first, at: position, of: scalars.count, &current)
      if current.contains(where: isAccepting) { return true }
      guard position < scalars.count else { break }
      var following: Set<Int> = []
      for state in current {
        guard case .character(let allowed, let next) = states[state], allowed.contains(scalars[position]) else { continue }
        enter(next, at: position + 1, of: scalars.count, &following)
      }
      if following.contains(where: isAccepting) { return true }
      current = following
    }
    return false
  }

  private func isAccepting(_ state: Int) -> Bool {
    if case .accept = states[state] { true } else { false }
  }

  /// Adds a state and all that it leads to without a character.
  private func enter(_ state: Int, at position: Int, of count: Int, _ reached: inout Set<Int>) {
    var open = [state]
    while let state = open.popLast() {
      guard reached.insert(state).inserted else { continue }
      switch states[state] {
      case .split(let one, let other): open += [other, one]
      case .start(let next): if position == 0 { open.append(next) }
      case .end(let next): if position == count { open.append(next) }
      case .character, .accept: break
      }
    }
  }
}
