enum STTRules {
  static let all: [ConformanceRule] = []
}
