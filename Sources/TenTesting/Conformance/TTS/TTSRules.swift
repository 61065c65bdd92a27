enum TTSRules {
  static let all: [ConformanceRule] = []
}
