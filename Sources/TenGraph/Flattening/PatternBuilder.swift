/// Makes the states of a `TextPattern` from its parts, from the end to the begin.
struct PatternBuilder {
  private(set) var states: [TextPattern.State] = []
  /// Counted apart from the states, since repeating an empty group makes none.
  private var steps = 0

  mutating func add(_ state: TextPattern.State) -> Int {
    states.append(state)
    return states.count - 1
  }

  /// - Returns: the state that begins `tree` and leads to `next` after it.
  mutating func build(_ tree: PatternTree, next: Int) throws(TextPattern.Failure) -> Int {
    steps += 1
    guard steps < TextPattern.maximumStates else { throw TextPattern.Failure(reason: "its repetitions make it too large") }
    switch tree {
    case .character(let set): return add(.character(set, next: next))
    case .start: return add(.start(next: next))
    case .end: return add(.end(next: next))
    case .sequence(let parts):
      var first = next
      for part in parts.reversed() { first = try build(part, next: first) }
      return first
    case .choice(let options):
      var first: Int?
      for option in options.reversed() {
        let begin = try build(option, next: next)
        first = first.map { add(.split(begin, $0)) } ?? begin
      }
      return first ?? next
    case .repeated(let tree, let least, let most):
      var first = next
      if let most {
        for _ in least..<most { first = add(.split(try build(tree, next: first), next)) }
      } else {
        let loop = add(.split(next, next))
        states[loop] = .split(try build(tree, next: loop), next)
        first = loop
      }
      for _ in 0..<least { first = try build(tree, next: first) }
      return first
    }
  }
}
