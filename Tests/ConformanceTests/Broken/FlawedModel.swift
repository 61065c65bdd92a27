import TenCore
import TenNet
import TenRuntime
import TenConformance
import TenTesting

/// A model that does all that a model must, but for its flaw.
actor FlawedModel: Extension {
  enum Flaw: String {
    case none, deltaAlone, noDone, noFinal, argumentsAsText, noteWithoutTurn, oneReplyForAll, abortIsAnError, abortOfOneOnly, wrongErrorName
    case deafToTurns, keepsVendor, breakIsTheEnd, waitsForEver, takesAnything
  }

  static let manifest: Manifest = {
    var manifest = Manifest(name: "flawed_model")
    var abort = MessageSpec(.in, .command, "abort")
    abort.urgent = true
    manifest.messages = [MessageSpec(.in, .command, "chat_completion"), abort, MessageSpec(.out, .data, "note")]
    return manifest
  }()

  private struct Live {
    let turn: Turn
    let reader: SpawnedTask
    let end: AsyncStream<CommandResult>.Continuation
  }

  nonisolated let context: ExtensionContext
  private let flaw: Flaw
  private var live: [String: Live] = [:]
  private var latest: PendingReply?

  init(_ context: ExtensionContext) {
    self.context = context
    flaw = Flaw(rawValue: context.properties["flaw"]?.string ?? "") ?? .none
  }

  static func conformance(_ flaw: Flaw) -> ExtensionConformance {
    ExtensionConformance(FlawedModel.self, .llm).properties(["flaw": .string(flaw.rawValue)])
      .vendor { StreamingLLM(.init(text: { "t" + $0 }, call: { id, name, arguments in "c\(id) \(name) \(arguments)" }, end: "e")) }
  }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    guard command.name == "chat_completion" else {
      let id = command["request_id"]?.string ?? ""
      if id.isEmpty, flaw == .abortOfOneOnly { return .ok() }
      for (key, request) in live where id.isEmpty || key == id {
        request.end.yield(flaw == .abortIsAnError && !id.isEmpty ? .error("aborted") : .ok(["aborted": true]))
      }
      return .ok()
    }
    guard let id = command["request_id"]?.string ?? (flaw == .takesAnything ? "any" : nil) else { return .error("the request has no id") }
    let words = command["messages"]?.array?.compactMap { $0.object?["content"]?.string } ?? []
    guard let question = words.last ?? (flaw == .takesAnything ? "anything" : nil) else { return .error("there is nothing to answer") }
    guard live[id] == nil else { return CommandResult(.error, ["error": flaw == .wrongErrorName ? "busy" : "request_id_already_running"]) }
    return await complete(id, question, reply)
  }

  func interrupted(turn: Turn) {
    guard flaw != .deafToTurns else { return }
    for request in live.values where !request.turn.isNone && request.turn.number <= turn.number {
      request.reader.cancel()
      request.end.yield(.ok())
    }
  }

  private func complete(_ id: String, _ question: String, _ reply: PendingReply) async -> CommandResult {
    let turn = context.currentTurn
    let (ends, end) = AsyncStream.makeStream(of: CommandResult.self)
    latest = reply
    let reader = context.spawn {
      let result = await self.answer(question, reply, turn)
      end.yield(result)
    }
    live[id] = Live(turn: turn, reader: reader, end: end)
    defer { live[id] = nil }
    var result: CommandResult?
    for await first in ends {
      result = first
      break
    }
    let isTurnsEnd = result == nil && !turn.isNone
    if flaw != .keepsVendor, !(flaw == .deafToTurns && isTurnsEnd) { reader.cancel() }
    return result ?? .error("nobody waits any more")
  }

  private func answer(_ question: String, _ reply: PendingReply, _ turn: Turn) async -> CommandResult {
    do {
      let response = try await context.network.send(HTTPRequest("POST", NetURL("http://model.test/"), body: Payload(Array(question.utf8))))
      guard response.isSuccess else { return .error("the vendor refused with \(response.status)") }
      return try await read(response, reply, turn)
    } catch {
      if flaw == .breakIsTheEnd, error.kind == .closed { return .ok() }
      if flaw == .waitsForEver, error.kind == .timedOut { return await hang() }
      return .error("\(error)")
    }
  }

  private func read(_ response: HTTPResponse, _ reply: PendingReply, _ turn: Turn) async throws(NetError) -> CommandResult {
    var content = ""
    var isOver = false
    var body = response.body.makeAsyncIterator()
    while !isOver, let piece = try await body.next() {
      let text = piece.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      switch text.first {
      case "t": await say(String(text.dropFirst()), &content, flaw == .oneReplyForAll ? latest ?? reply : reply, turn)
      case "c": await call(text.dropFirst().split(separator: " ", maxSplits: 2).map(String.init), reply)
      default: isOver = true
      }
    }
    if flaw != .noDone { await reply.partial(.ok(message("message_content_done", content))) }
    return flaw == .noFinal ? await hang() : .ok()
  }

  private func say(_ text: String, _ content: inout String, _ reply: PendingReply, _ turn: Turn) async {
    content += text
    var delta = message("message_content_delta", flaw == .deltaAlone ? text : content)
    delta["delta"] = .string(text)
    await reply.partial(.ok(delta))
    var note = DataMessage("note", ["characters": Value(content.count)])
    if flaw != .noteWithoutTurn, !turn.isNone { note.turn = turn }
    context.trySend(note)
  }

  private func call(_ parts: [String], _ reply: PendingReply) async {
    let arguments: Value = flaw == .argumentsAsText ? .string(parts[2]) : ["city": "Oslo"]
    await reply.partial(
      .ok([
        "type": "tool_call_content", "response_id": "r", "id": "r", "tool_call_id": .string(parts[0]), "name": .string(parts[1]),
        "arguments": arguments, "created": 1,
      ]))
  }

  private func message(_ type: String, _ content: String) -> Properties {
    ["type": .string(type), "response_id": "r", "role": "assistant", "content": .string(content), "created": 1]
  }

  private func hang() async -> CommandResult {
    try? await context.clock.sleep(for: .seconds(100_000))
    return .error("never")
  }
}
