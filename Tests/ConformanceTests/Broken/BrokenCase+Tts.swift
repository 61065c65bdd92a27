extension BrokenCase {
  static let tts: [BrokenCase] = []
}
