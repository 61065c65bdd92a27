extension BrokenCase {
  static let node: [BrokenCase] = []
}
