extension BrokenCase {
  static let transport: [BrokenCase] = []
}
