@testable import Main
import TenCore
import TenGraph
import TenRuntime
import TenTesting
import Testing

/// A model whose answers a test writes: it takes the first list for the first request, and so on; after them it never answers.
actor PuppetModel: Extension {
  static let manifest = Manifest(name: "puppet_model")
  nonisolated let context: ExtensionContext
  private let received: Received?
  private var scripts: [Value]

  init(_ context: ExtensionContext) throws {
    self.context = context
    scripts = context.properties["scripts"]?.array ?? []
    if case .reference(let reference)? = context.properties["log"] { received = reference.object as? Received } else { received = nil }
  }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    _ = try? await context.send(command, to: "model_ear")
    guard command.name == "chat_completion" else { return .ok() }
    guard !scripts.isEmpty else {
      try await context.clock.sleep(for: .seconds(3_600))
      return .ok()
    }
    for step in scripts.removeFirst().array ?? [] {
      guard let object = step.object else { continue }
      if let wait = object["wait_ms"]?.int {
        try await context.clock.sleep(for: .milliseconds(wait))
      } else if let error = object["fail"]?.string {
        return .error(error)
      } else {
        await reply.partial(.ok(object))
      }
    }
    return .ok()
  }
}

/// A tool's node: it registers on the command `go`, and answers calls with its property `answer`.
actor PuppetTool: Extension {
  static let manifest = Manifest(name: "puppet_tool")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) throws { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "go":
      return try await context.send(Command("tool_register", ["tool": ["name": "clock", "description": "time", "parameters": []]]), to: "main")
    default:
      guard let answer = context.properties["answer"] else { return .error("the clock is broken") }
      return .ok(["tool_result": answer])
    }
  }
}

/// A node that never answers and never lets go.
actor Sloth: Extension {
  static let manifest = Manifest(name: "sloth")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) throws { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    try await context.clock.sleep(for: .seconds(3_600))
    return .ok()
  }
}

/// `main` among its neighbours.
struct Stage: Sendable {
  let voice = Received()
  let shown = Received()
  let transport = Received()
  let model = Received()
  var scripts: [Value]
  var properties: Properties
  var answer: Value?
  var hasTransport = true
  var isTransportStuck = false

  init(_ scripts: [Value] = [], _ properties: Properties = [:]) {
    self.scripts = scripts
    self.properties = properties
  }

  var graph: TestGraph {
    var graph = TestGraph()
      .node("main", MainExtension.self, properties) { node in
        node.peers = ["llm": 1, "tts": 2, "collector": 3]
        if hasTransport { node.peers["transport"] = 6 }
      }
      .node("llm", PuppetModel.self, ["scripts": .array(scripts)])
      .probe("tts", voice).probe("message_collector", shown).probe("model_ear", model)
      .node("tool", PuppetTool.self, answer.map { ["answer": $0] } ?? [:])
    if hasTransport { graph = isTransportStuck ? graph.node("agora_rtc", Sloth.self) : graph.probe("agora_rtc", transport) }
    return graph
  }

  func run(_ seed: UInt64 = 0, _ body: @escaping @Sendable (Session, VirtualLoop) async throws -> Void) throws -> EndRecord {
    try TestHost.run(graph, StartRequest(values: ["bot_uid": 7, "avatar_uid": 12345]), seed: seed, body)
  }

  /// Text for the voice: `request text`, with a bar behind the last of a request.
  var said: [String] {
    voice.data.filter { $0.name == "tts_text_input" }.map {
      "\($0["request_id"]?.string ?? "") \($0["text"]?.string ?? "")\($0["text_input_end"] == true ? "|" : "")"
    }
  }

  var finals: [String] { shown.data.filter { $0["is_final"] == true }.map { "\($0["role"]?.string ?? ""): \($0["text"]?.string ?? "")" } }

  /// The messages of a request to the model.
  func asked(_ index: Int) -> [Value] {
    let requests = model.commands.filter { $0.name == "chat_completion" }
    return index < requests.count ? requests[index]["messages"]?.array ?? [] : []
  }
}

func heard(_ text: String, final isFinal: Bool = true, session: Value = "17") -> DataMessage {
  DataMessage("asr_result", ["text": .string(text), "final": .bool(isFinal), "words": .null, "metadata": ["session_id": session]])
}

func delta(_ text: String) -> Value { ["type": "message_content_delta", "delta": .string(text)] }
func done(_ text: String) -> Value { ["type": "message_content_done", "content": .string(text)] }
func words(_ text: String) -> Value { [delta(text), done(text)] }
func call(_ name: String) -> Value { ["type": "tool_call_content", "tool_call_id": "c1", "name": .string(name), "arguments": ["zone": "UTC"]] }

func expectOK(_ result: CommandResult) { #expect(result.isOK) }
