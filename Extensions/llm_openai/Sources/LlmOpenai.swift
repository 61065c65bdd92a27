internal import TenCore
internal import TenNet
public import TenRuntime

/// Answers `chat_completion` with a model behind an OpenAI-compatible server: partial results as the answer comes, then one final result.
public actor LlmOpenai: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  static let requestLimit = 32
  public nonisolated let context: ExtensionContext
  private let settings: Settings
  private var requests: [String: Live] = [:]
  private var unnamed = 0

  /// A request that is being answered; finishing `abort` ends it.
  private struct Live {
    let turn: Turn
    let abort: AsyncStream<Void>.Continuation
  }

  public init(_ context: ExtensionContext) throws {
    self.context = context
    settings = try Settings(context.properties)
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "chat_completion": return await complete(command, reply)
    case "abort":
      abort(command["request_id"]?.string ?? "")
      return .ok()
    case "flush":
      abort("")
      return .ok()
    case "retrieve_prompt": return .ok(["prompt": .string(settings.prompt)])
    default:
      return .error(
        "the model '\(context.nodeName)' got the command '\(command.name)'; it knows chat_completion, abort, flush and retrieve_prompt")
    }
  }

  public func interrupted(turn: Turn) {
    for (_, live) in requests.sorted(by: { $0.key < $1.key }) where !live.turn.isNone && live.turn.number <= turn.number { live.abort.finish() }
  }

  public func stop() { abort("") }

  private func abort(_ id: String) {
    guard id.isEmpty else {
      requests[id]?.abort.finish()
      return
    }
    for (_, live) in requests.sorted(by: { $0.key < $1.key }) { live.abort.finish() }
  }

  private func complete(_ command: Command, _ reply: PendingReply) async -> CommandResult {
    unnamed += 1
    let id = command["request_id"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? "request-\(unnamed)"
    guard requests[id] == nil else {
      return Failure("a request with the id '\(id.prefix(100))' is being answered; give each its own", code: "request_id_already_running").result
    }
    guard requests.count < Self.requestLimit else {
      return Failure("\(Self.requestLimit) requests are being answered already; wait for one, or abort it", code: "too_many_requests").result
    }
    let request: HTTPRequest
    do {
      request = try ChatRequest(command.properties, settings).http
    } catch {
      return error.result
    }
    let (aborted, abort) = AsyncStream.makeStream(of: Void.self)
    requests[id] = Live(turn: context.currentTurn, abort: abort)
    defer { requests[id] = nil }
    let isStreaming = command["streaming"]?.bool ?? true
    return await withTaskGroup(of: CommandResult.self) { group in
      group.addTask { await self.answer(request, id, reply, isStreaming: isStreaming) }
      group.addTask {
        for await _ in aborted {}
        return .ok(["aborted": true])
      }
      let first = await group.next() ?? .ok()
      group.cancelAll()
      return first
    }
  }

  private func answer(_ request: HTTPRequest, _ id: String, _ reply: PendingReply, isStreaming: Bool) async -> CommandResult {
    var attempt = 0
    while true {
      let stream = ChatStream(id: id, created: Int(context.clock.unixTime.components.seconds), limit: settings.answerLimit)
      do throws(Failure) {
        return .ok(try await read(request, stream, reply, isStreaming: isStreaming))
      } catch {
        guard attempt < 2, let pause = error.pause(before: attempt), !Task.isCancelled else { return error.result }
        attempt += 1
        context.log.warning("\(error.detail); trying again in \(pause)")
        guard (try? await context.clock.sleep(for: pause)) != nil else { return error.result }
      }
    }
  }

  private func read(_ request: HTTPRequest, _ stream: ChatStream, _ reply: PendingReply, isStreaming: Bool) async throws(Failure) -> Properties {
    var stream = stream
    let response: HTTPResponse
    do {
      response = try await context.network.send(request)
    } catch {
      throw Failure(error, canRetry: true)
    }
    guard response.isSuccess else { throw await refusal(response, request) }
    var events = ServerSentEvents(response.body).makeAsyncIterator()
    while !stream.isOver {
      let event: ServerSentEvent?
      do {
        event = try await events.next()
      } catch {
        throw Failure(error, canRetry: !stream.hasBegun)
      }
      guard let event else { break }
      do throws(Failure) {
        for result in try stream.take(event.data) where isStreaming { await reply.partial(.ok(result)) }
      } catch {
        throw error.masking(settings.apiKey)
      }
    }
    for result in try stream.finish() { await reply.partial(.ok(result)) }
    return stream.summary
  }

  private func refusal(_ response: HTTPResponse, _ request: HTTPRequest) async -> Failure {
    let body = (try? await response.body.collect(upTo: 65_536)) ?? []
    return Failure(
      status: response.status, body: body, retryAfter: response.headers["retry-after"], attempted: request.summary
    ).masking(settings.apiKey)
  }
}
