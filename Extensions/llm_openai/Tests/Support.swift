import LlmOpenai
import TenCore
import TenGraph
import TenNet
import TenRuntime
import TenTesting

let key = "sk-canary-4711-secret"

let modelGraph = TestGraph().probe("main", Received()).node("llm", LlmOpenai.self, ["api_key": .string(key), "model": "m", "base_url": "http://llm.test/v1"])
  .connect("main", .command, "chat_completion", "llm").connect("main", .command, "abort", "llm")

func ask(_ id: String = "r1", _ text: String = "hi", _ more: Properties = Properties()) -> Command {
  Command("chat_completion", Properties([("request_id", .string(id)), ("messages", [["role": "user", "content": .string(text)]])]).merging(more))
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
    var outcome = Outcome()
    for await result in try await stream(command, to: "llm") {
      if result.isFinal { outcome.final = result } else { outcome.partials.append(result.properties) }
    }
    return outcome
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
