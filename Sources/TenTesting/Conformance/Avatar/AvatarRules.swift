enum AvatarRules {
  static let all: [ConformanceRule] = []
}
