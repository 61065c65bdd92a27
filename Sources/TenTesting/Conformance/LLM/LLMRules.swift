enum LLMRules {
  static let all: [ConformanceRule] = []
}
