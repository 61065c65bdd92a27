extension BrokenCase {
  static let avatar: [BrokenCase] = []
}
