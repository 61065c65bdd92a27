enum TransportRules {
  static let all: [ConformanceRule] = []
  static func exercise(_ scene: ConformanceScene) async throws {}
}
internal import TenCore
extension TransportRules { static func sample(_ name: String) -> Properties? { nil } }
