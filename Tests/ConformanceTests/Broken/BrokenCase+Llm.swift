extension BrokenCase {
  static let llm: [BrokenCase] = []
}
