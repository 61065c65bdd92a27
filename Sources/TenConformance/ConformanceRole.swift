/// What kind of node an extension is, and so which rules it must keep. Every role includes the rules of `node`.
public enum ConformanceRole: String, Sendable, CaseIterable {
  case node, stt, tts, llm, transport, avatar

  /// The rules that this role adds to those of any node.
  var ownRules: [ConformanceRule] {
    switch self {
    case .node: NodeRules.all
    case .stt: STTRules.all
    case .tts: TTSRules.all
    case .llm: LLMRules.all
    case .transport: TransportRules.all
    case .avatar: AvatarRules.all
    }
  }

  var rules: [ConformanceRule] { self == .node ? ownRules : NodeRules.all + ownRules }
}
