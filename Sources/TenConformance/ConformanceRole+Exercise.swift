internal import TenCore
internal import TenTesting

extension ConformanceRole {
  /// Makes a node of this role do its work, in two turns.
  func exercise(_ scene: ConformanceScene) async throws {
    switch self {
    case .llm: try await LLMRules.exercise(scene)
    case .transport: try await TransportRules.exercise(scene)
    case .avatar: try await AvatarRules.exercise(scene)
    case .tts: try await TTSRules.exercise(scene)
    case .stt: try await STTRules.exercise(scene)
    default: try await Self.sendEverything(scene)
    }
  }

  /// The properties of a valid message of the role's contract; nil where the manifest's schema says enough.
  func sample(_ name: String) -> Properties? {
    switch self {
    case .llm: LLMRules.sample(name)
    case .transport: TransportRules.sample(name)
    case .avatar: AvatarRules.sample(name)
    case .tts: TTSRules.samples[name]
    case .stt: STTRules.samples[name]
    default: nil
    }
  }

  /// Sends the node each message that it declares, twice, in turns.
  static func sendEverything(_ scene: ConformanceScene) async throws {
    for _ in 0..<2 {
      let turn = try scene.beginTurn()
      for spec in scene.conformance.inputs {
        try await scene.sendSample(spec, in: turn)
        await scene.wait(.milliseconds(20))
      }
      await scene.wait(.milliseconds(500))
    }
  }
}

extension ConformanceScene {
  /// Sends the node a valid message; the result of a command is kept, not waited for.
  func sendSample(_ spec: MessageSpec, in turn: Turn = .none) async throws {
    let (name, properties) = (ExtensionConformance.messageName(spec.name), conformance.sample(spec))
    switch spec.kind {
    case .command: try post(Command(name, properties), in: turn)
    case .data: try await send(DataMessage(name, properties), in: turn)
    case .audio: try send(ExtensionConformance.audio(spec.name), in: turn)
    case .video: try send(ExtensionConformance.video(spec.name), in: turn)
    }
  }
}
