/// What a new extension is for, and with that, what its first code does.
enum ExtensionRole: String, CaseIterable, Sendable {
  case node, stt, tts, llm, transport, avatar

  /// In a few words, for help and for the new package's own texts.
  var summary: String {
    switch self {
    case .node: "greets everybody whose name it gets"
    case .stt: "hears that somebody speaks, and calls it speech"
    case .tts: "speaks text as beeps, one for each word"
    case .llm: "answers with the user's own last words"
    case .transport: "brings the session into a channel of this machine"
    case .avatar: "lets a pretended vendor's avatar speak the session's audio"
    }
  }

  /// The libraries of tenhost that its code imports.
  var libraries: [String] {
    switch self {
    case .node, .llm, .avatar: ["TenRuntime"]
    case .stt: ["TenAudio", "TenRuntime"]
    case .tts: ["TenAudio", "TenRuntime", "TenSpeech"]
    case .transport: ["TenChannel", "TenRuntime"]
    }
  }

  /// The extensions beside it in its graph.
  var neighbours: [String] {
    switch self {
    case .node: ["recorder"]
    case .tts: ["prompter", "recorder", "wav_sink"]
    case .llm: ["prompter", "recorder"]
    case .stt, .transport, .avatar: ["recorder", "tone"]
    }
  }

  /// What `tenhost run` needs beside the graph.
  var runArguments: String {
    switch self {
    case .node, .transport, .avatar: "--start channel=room_17 --for 3s"
    case .stt, .tts, .llm: "--for 3s"
    }
  }
}
