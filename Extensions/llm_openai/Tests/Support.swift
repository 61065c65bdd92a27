import LlmOpenai
import TenCore
import TenGraph
import TenNet
import TenRuntime
import TenTesting

let key = "sk-canary-4711-secret"

let modelGraph = TestGraph().node("main", Asker.self).node(
  "llm", LlmOpenai.self, ["api_key": .string(key), "model": "m", "base_url": "http://llm.test/v1"])

/// Passes each command on to the model; its answer is the final result with the partial ones in `partials`.
actor Asker: Extension {
  static let manifest = Manifest(name: "asker")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    var partials: [Value] = []
    var command = command
    if command["in_turn"] == true { command.turn = context.beginTurn() }
    for await result in try await context.stream(command, to: "llm") {
      if result.isFinal {
        return CommandResult(result.status, result.properties.merging(["partials": .array(partials)]))
      }
      partials.append(.object(result.properties))
    }
    return .error("no final result")
  }
}

func ask(_ id: String = "r1", _ text: String = "hi", _ more: Properties = Properties()) -> Command {
  let basic: Properties = ["request_id": .string(id), "messages": [["role": "user", "content": .string(text)]]]
  return Command("chat_completion", basic.merging(more))
}

func chunk(_ delta: String, finish: String? = nil) -> String {
  let reason = finish.map { "\"\($0)\"" } ?? "null"
  return "data: {\"id\":\"c1\",\"created\":5,\"choices\":[{\"index\":0,\"delta\":\(delta),\"finish_reason\":\(reason)}]}\n\n"
}

let done = chunk("{}", finish: "stop") + "data: [DONE]\n\n"

/// What came of one command: the roots of its partial results, and the final one.
struct Outcome: Sendable {
  var partials: [Properties] = []
  var final: CommandResult?

  var types: [String] { partials.compactMap { $0["type"]?.string } }
  var text: String { partials.filter { $0["type"] == "message_content_delta" }.compactMap { $0["delta"]?.string }.joined() }
}

extension Session {
  func outcome(of command: Command) async throws -> Outcome {
    let result = try await send(command, to: "main")
    return Outcome(partials: (result.properties["partials"]?.array ?? []).compactMap(\.object), final: result)
  }
}

/// Runs a session with a network, and gives its end record.
@discardableResult
func withModel(
  _ network: PuppetNetwork, _ graph: TestGraph = modelGraph, _ body: @escaping @Sendable (Session, VirtualLoop) async throws -> Void
) throws -> EndRecord {
  try VirtualLoop.run { loop in
    network.attach(to: loop)
    let session = try TestHost(graph, loop: loop).host.start(graph.compiled)
    try await session.ready()
    try await body(session, loop)
    return await session.stop()
  }
}

func body(_ request: HTTPRequest) throws -> Properties {
  try JSON.parse(request.body.withUnsafeBytes { Array($0) }).object ?? Properties()
}
