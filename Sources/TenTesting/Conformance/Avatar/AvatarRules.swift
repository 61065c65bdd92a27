enum AvatarRules {
  static let all: [ConformanceRule] = []
  static func exercise(_ scene: ConformanceScene) async throws {}
}
