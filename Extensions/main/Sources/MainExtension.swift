internal import TenCore
internal import TenGraph
public import TenRuntime

/// Leads a conversation: what the user says goes to the language model, and what that answers goes to the voice and to the transcripts.
///
/// It carries out what its `Conversation` decides. Events are handled one after the other, also while an interrupt is under way.
public actor MainExtension: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  /// More events wait only while an interrupt lasts, which is 100 ms at most.
  private static let maximumEvents = 1_024

  let properties: MainProperties
  private var conversation: Conversation
  private var events: [(event: ConversationEvent, time: Int64)] = []
  private var isHandling = false
  /// The flush that the interrupt under way owes to the neighbours.
  private var owedFlush: OwedFlush?
  private var flushes = 0

  private struct OwedFlush { var request: String? }

  public init(_ context: ExtensionContext) throws {
    self.context = context
    properties = try MainProperties(context.properties)
    conversation = Conversation(properties.conversation)
  }

  public func start(_ start: StartMessage) {
    var settings = properties.conversation
    settings.bot = start["bot_uid"]?.int.flatMap(UInt32.init(exactly:))
    settings.avatar = start["avatar_uid"]?.int.flatMap(UInt32.init(exactly:))
    conversation = Conversation(settings)
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "on_user_joined", "on_user_left":
      let id = Incoming.id(command["remote_user_id"])
      await post(command.name == "on_user_joined" ? .joined(id: id) : .left(id: id))
    case "flush": await post(.speechBegan)
    case "tool_register":
      guard let node = context.source(of: command) else { return .error("registering a tool: only a node can, so that its calls have a receiver") }
      switch Incoming.tool(command, from: node) {
      case .success(let tool): await post(.toolRegistered(tool))
      case .failure(let error): return .error("registering a tool of node '\(node)': \(error.reason)")
      }
    default: return .error("'\(context.nodeName)' got the command '\(command.name)': it takes on_user_joined, on_user_left, tool_register and flush")
    }
    return .ok()
  }

  public func handle(_ data: DataMessage) async throws {
    if let event = Incoming.event(data) { return await post(event) }
    switch data.name.text {
    case "error":
      let module = data["module"]?.string ?? ""
      guard ["llm", "tts", "asr", "avatar"].contains(module) else { return }
      context.log.warning("an error of module \(module): code \(data["code"]?.int ?? 0): \((data["message"]?.string ?? "").prefix(200))")
    case "asr_result", "text_data", "rtm_message_event", "tts_audio_start", "tts_audio_end", "metrics": break
    default: context.log.debug("data '\(data.name)' is not for this node")
    }
  }

  public func interrupted(turn: Turn) async { await post(.turnsEnded(through: turn.number)) }

  /// Handles an event when those before it are done.
  func post(_ event: ConversationEvent) async {
    guard events.count < Self.maximumEvents else {
      return context.report("\(Self.maximumEvents) events wait for an interrupt to end; one was let go")
    }
    events.append((event, now))
    guard !isHandling else { return }
    isHandling = true
    while !events.isEmpty {
      let (event, time) = events.removeFirst()
      var actions = conversation.handle(event, now: time)[...]
      while let action = actions.popFirst() {
        if case .beginTurn(let work) = action {
          actions = conversation.handle(.began(turn: context.beginTurn().number, work), now: now)[...] + actions
        } else {
          await perform(action, since: time)
        }
      }
    }
    isHandling = false
  }

  private var now: Int64 { Int64(clamping: context.clock.now.nanoseconds) }

  private func perform(_ action: ConversationAction, since time: Int64) async {
    switch action {
    case .beginTurn: break
    case .interrupt(let turn, let request, let isBySpeech): await interrupt(turn, request, isBySpeech ? time : nil)
    case .speak(let turn, let request, let text, let isEnd, let session): speak(turn, request, text, isEnd, session)
    case .show(let transcript): show(transcript)
    case .ask(let request): context.spawn(in: Turn(number: request.turn)) { await self.ask(request) }
    case .abort(let request): tell("llm", Command("abort", ["request_id": .string(request)]))
    case .call(let call, let request, let node, let turn):
      context.spawn(in: Turn(number: turn)) { await self.carryOut(call, of: request, at: node) }
    case .report(let text): context.report(text)
    case .log(let times): context.log.info("\(times.line)")
    }
  }

  /// The runtime ends the turns at once. The neighbours are told as soon as that holds, however long other nodes take to let go.
  private func interrupt(_ turn: UInt32, _ request: String?, _ recognised: Int64?) async {
    owedFlush = OwedFlush(request: request)
    context.spawn { await self.flushNeighbours() }
    let report = await context.interrupt()
    flushNeighbours()
    if let recognised { context.log.info("interrupt turn=\(turn) recognised_ns=\(recognised) done_ns=\(now)") }
    let owing = report.nodesOwing + report.loopsOwing
    if !owing.isEmpty { context.log.warning("after the interrupt of turn \(turn) these had not let go in time: \(owing.joined(separator: ", "))") }
  }

  private func flushNeighbours() {
    guard let flush = owedFlush else { return }
    owedFlush = nil
    flushes += 1
    if let request = flush.request { tell("llm", Command("abort", ["request_id": .string(request)])) }
    var data = DataMessage("tts_flush", ["flush_id": .string("flush-\(flushes)"), "metadata": metadata(conversation.session)])
    data.turn = .none
    deliver(data, "tts")
    tell("transport", Command("flush"))
    tell("avatar", Command("flush"))
  }

  private func speak(_ turn: UInt32, _ request: String, _ text: String, _ isEnd: Bool, _ session: String) {
    var data = DataMessage(
      "tts_text_input",
      [
        "request_id": .string(request), "text": .string(text), "text_input_end": .bool(isEnd), "metadata": metadata(session, turn: turn),
      ])
    data.turn = Turn(number: turn)
    deliver(data, "tts")
  }

  private func show(_ transcript: Transcript) {
    let content: Properties = [
      "data_type": .string(transcript.kind), "role": .string(transcript.role), "text": .string(transcript.text),
      "text_ts": .int(Int64(clamping: context.clock.unixTime.nanoseconds / 1_000_000)), "is_final": .bool(transcript.isFinal),
      "stream_id": Value(transcript.stream),
    ]
    let turn = transcript.turn == 0 ? Turn.none : Turn(number: transcript.turn)
    var data = DataMessage("message", content)
    data.turn = turn
    deliver(data, "collector")
    guard properties.showsOverRTM else { return }
    tell("rtm", Command("publish", ["message": .string(JSON.text(of: .object(content)))]))
  }

  private func metadata(_ session: String, turn: UInt32? = nil) -> Value {
    var metadata = properties.metadata
    if !session.isEmpty { metadata["session_id"] = .string(session) }
    if let turn { metadata["turn_id"] = Value(turn) }
    return .object(metadata)
  }

  /// Sends a command to a neighbour that the graph may lack, without waiting for what becomes of it.
  private func tell(_ peer: String, _ command: Command) {
    guard context.peer(peer) != nil else { return }
    var command = command
    command.turn = .none
    let (log, name) = (context.log, command.name)
    let outcome = context.trySend(command, to: peer, timeout: .seconds(10)) { result in
      if !result.isOK { log.debug("'\(name)' to '\(peer)': \(result.status) \(result.detail)") }
    }
    if case .rejected(let error) = outcome { log.warning("\(error)") }
  }

  private func deliver(_ data: DataMessage, _ peer: String) {
    guard context.peer(peer) != nil else { return }
    if case .rejected(let error) = context.trySend(data, to: peer) { context.report(error) }
  }
}
