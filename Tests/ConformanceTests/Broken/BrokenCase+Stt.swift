extension BrokenCase {
  static let stt: [BrokenCase] = []
}
