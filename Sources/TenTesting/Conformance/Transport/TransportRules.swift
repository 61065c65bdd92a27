enum TransportRules {
  static let all: [ConformanceRule] = []
}
