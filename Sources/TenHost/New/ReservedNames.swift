/// Names that a new package cannot use, since tenhost or Swift has them.
enum ReservedNames {
  static let keywords: Set<String> = [
    "actor", "any", "as", "associatedtype", "async", "await", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
    "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal",
    "is", "let", "nil", "operator", "package", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self", "some",
    "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "type", "typealias", "var", "where", "while",
  ]

  /// A package may not have a module that one of the packages it uses has too.
  static let modules: Set<String> = [
    "AgoraRtc", "AgoraRtm", "ArgumentParser", "ArgumentParserToolInfo", "Avatar", "CAllocations", "CCrypto", "CFlite", "CJansson",
    "CPocketSphinx", "CSpeexDSP", "CUV", "CWebSockets", "CZlib", "Chaos", "Dispatch", "Distributed", "Echo", "Foundation", "FoundationEssentials",
    "Glibc", "LibraryFixture", "LlmOpenai", "LlmScript", "Logging", "Main", "MessageCollector", "Meter", "Musl", "Observation", "PackageDescription",
    "Prompter", "Recorder", "RegexBuilder", "Relay", "StreamidAdapter", "SttPocketsphinx", "Swift", "Synchronization", "TenAudio", "TenChannel",
    "TenControl", "TenCore", "TenExtensions", "TenGraph", "TenHost", "TenInterface", "TenLoop", "TenNet", "TenRuntime", "TenScenario", "TenServer",
    "TenSpeech",
    "TenConformance", "TenSupervisor", "TenTesting", "Tenhost", "Testing", "Tone", "TtsFlite", "TtsTones", "WavSink", "WavSource", "XCTest",
  ]

  /// The extension's type would hide these from its own code.
  static let types: Set<String> = [
    "Array", "AudioError", "AudioFrame", "Bool", "Character", "Command", "CommandResult", "DataMessage", "Diagnostic", "Diagnostics", "Dictionary",
    "Double", "Duration", "Error", "Extension", "ExtensionConformance", "ExtensionContext", "ExtensionHarness", "Float", "Int", "JSON", "Locked",
    "Logger", "Manifest", "Message", "MessageKind", "MessageName", "Never", "NodeProperties", "Optional", "PackageResources", "Participant",
    "Payload", "PendingReply", "Probe", "Properties", "Puppet", "Range", "Received", "Reply", "Result", "Secret", "SendError", "SendOutcome",
    "Sendable", "Session", "Set", "SpeechRequests", "StartMessage", "String", "Substring", "Suite", "Task", "Test", "Trait", "Trial", "Turn",
    "UInt", "Unhandled", "Value", "VideoFrame", "Void",
  ]
}
