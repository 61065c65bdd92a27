internal import TenAudio
internal import TenCore
internal import TenNet
public import TenRuntime

/// Lets a vendor's avatar speak what is synthesised: it creates a session with the vendor, whose avatar joins the session's channel by itself, and sends it
/// the audio frames `pcm_frame`.
///
/// What the protocol demands is decided by `AvatarSession`; here are its calls, sockets and timers.
public actor Avatar: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  var settings: AvatarSettings?
  var session: AvatarSession
  private var provider: (any AvatarProvider)?
  var redactor = Redactor([])
  private var channel = ""
  private var uid: UInt32 = 0
  private var givenToken = Secret("")
  /// Set as soon as it exists at the vendor: what is set is stopped.
  var vendorSession: VendorSession?
  private var socket: (any WebSocket)?
  /// Of the session that is wanted; what belongs to an older one is ignored.
  private var generation = 0
  private var opening: SpawnedTask?
  private var isOpening = false
  private var afterOpening: [CheckedContinuation<Void, Never>] = []
  private var isWriting = false
  private var timer: SpawnedTask?
  private var timerAt: Duration?
  /// Gets nil when the avatar is connected for the first time, or why it cannot be.
  private var outcome: AsyncStream<AvatarError?>.Continuation?
  var handOver = HandOver()
  /// Said once: a vendor may go on for long.
  private var hasWarnedOfNonsense = false
  /// In the mode `viewer`.
  var viewer: Viewer?

  public init(_ context: ExtensionContext) {
    self.context = context
    session = AvatarSession(idPrefix: "")
  }

  public func start(_ start: StartMessage) async throws {
    do {
      let settings = try AvatarSettings(context.properties)
      channel = try start.string("channel")
      guard !channel.isEmpty else { throw AvatarError(attempted: "set up the avatar", reason: "start.channel is empty") }
      guard let uid = start["avatar_uid"]?.int.flatMap({ UInt32(exactly: $0) }), uid != 0 else {
        throw AvatarError(attempted: "set up the avatar", reason: "start.avatar_uid is missing or 0; leave it out to have one made")
      }
      self.uid = uid
      givenToken = Secret(start["token"]?.string ?? "")
      self.settings = settings
      provider = settings.provider
      redactor = Redactor([settings.apiKey, settings.certificate, givenToken])
      session = AvatarSession(idPrefix: String(context.random.next(), radix: 16), timing: settings.timing)
      if settings.mode == .viewer { return try await startViewer(settings) }
      context.log.info("Avatar config: avatar_name=\(settings.avatarName), channel=\(channel)")
    } catch {
      sendError(code: -1_000, (error as? AvatarError) ?? AvatarError(attempted: "set up the avatar", reason: "\(error)"))
      throw error
    }
    let (outcomes, outcome) = AsyncStream.makeStream(of: AvatarError?.self)
    self.outcome = outcome
    apply(.begin)
    for await error in outcomes {
      guard let error else { return }
      await letGo()
      throw error
    }
    throw CancellationError()
  }

  public func handle(_ frame: AudioFrame) async throws {
    guard settings?.mode != .viewer else {
      throw AvatarError(attempted: "speak audio", reason: "in the mode 'viewer' the avatar speaks texts", isUnsupported: true)
    }
    guard !handOver.isOut else { return await passOn(frame) }
    apply(.frame(frame))
    // The vendor gets audio little faster than it is heard; the sender has to wait for it.
    while !session.hasRoom { try await context.clock.sleep(for: .milliseconds(50)) }
  }

  public func handle(_ data: DataMessage) async throws {
    let id = data["request_id"]?.string ?? ""
    switch data.name.text {
    case "tts_audio_start": apply(.requestBegan(id: id, turn: data.turn))
    case "tts_audio_end": apply(.requestEnded(id: id, turn: data.turn))
    default: context.report("the avatar '\(context.nodeName)' got the data '\(data.name)'; it knows 'tts_audio_start' and 'tts_audio_end'")
    }
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    if settings?.mode == .viewer { return await handleViewer(command) }
    guard command.name.text == "flush" else {
      return .error("the avatar '\(context.nodeName)' got the command '\(command.name)'; it knows 'flush'")
    }
    handOver.unheard = []
    apply(.interrupted(nil))
    return .ok()
  }

  public func interrupted(turn: Turn) async { apply(.interrupted(turn)) }

  public func stop() async {
    outcome?.finish()
    await letGo()
  }

  private func apply(_ event: AvatarSession.Event) {
    for action in session.handle(event, at: context.clock.now) { perform(action) }
    write()
    setTimer()
  }

  private func perform(_ action: AvatarSession.Action) {
    switch action {
    case .open:
      generation += 1
      let wanted = generation
      opening?.cancel()
      opening = context.spawn { await self.open(wanted) }
    case .started:
      outcome?.yield(nil)
      outcome?.finish()
      outcome = nil
    case .tell(let event): tell(event)
    case .badAudio(let error): context.report(error)
    case .lost(let error):
      context.log.warning("the avatar's session is lost, a new one is made: \(error)")
      sendError(code: 1_000, error)
      // At once: a vendor that goes on speaking would be heard twice.
      generation += 1
      opening?.cancel()
      opening = context.spawn { await self.close() }
    case .failed(let error, let unheard): fail(error, unheard)
    }
  }

  private func fail(_ error: AvatarError, _ unheard: [Utterance]) {
    sendError(code: -1_000, error)
    if let outcome {
      outcome.yield(error)
      outcome.finish()
      self.outcome = nil
      return
    }
    handOver.begin(unheard)
    context.spawn {
      await self.letGo()
      await self.handOverUnheard()
      self.context.fail("\(error)")
    }
  }

  // Opening and letting go.

  private func open(_ wanted: Int) async {
    while isOpening { await withCheckedContinuation { afterOpening.append($0) } }
    guard wanted == generation, let provider, let http = http(timeout: session.timing.connect) else { return }
    isOpening = true
    let result = await opened(wanted, provider, http)
    isOpening = false
    let waiting = afterOpening
    afterOpening = []
    for waiter in waiting { waiter.resume() }
    guard wanted == generation else { return }
    switch result {
    case .success(let limit): apply(.opened(limit: limit))
    case .failure(let error): apply(.openFailed(error))
    }
  }

  private func close() async {
    while isOpening { await withCheckedContinuation { afterOpening.append($0) } }
    isOpening = true
    await release()
    isOpening = false
    let waiting = afterOpening
    afterOpening = []
    for waiter in waiting { waiter.resume() }
  }

  private func opened(_ wanted: Int, _ provider: any AvatarProvider, _ http: VendorHTTP) async -> Result<Duration?, AvatarError> {
    await release()
    do throws(AvatarError) {
      try checkWanted(wanted)
      let vendorSession = try await provider.create(try member(), http)
      self.vendorSession = vendorSession
      try checkWanted(wanted)
      let endpoint = try await provider.start(vendorSession, http)
      try checkWanted(wanted)
      let socket = try await connect(endpoint.url)
      self.socket = socket
      try checkWanted(wanted)
      context.spawn { await self.read(socket) }
      return .success(endpoint.limit)
    } catch {
      return .failure(error)
    }
  }

  private func checkWanted(_ wanted: Int) throws(AvatarError) {
    guard wanted == generation else { throw AvatarError(attempted: "open the avatar's session", reason: "it is not wanted any more") }
  }

  private func connect(_ url: NetURL) async throws(AvatarError) -> any WebSocket {
    do throws(NetError) {
      return try await context.network.connect(HTTPRequest("GET", url))
    } catch {
      throw AvatarError(attempted: "connect to the avatar's session", reason: redactor.clean(error.reason), status: error.status)
    }
  }

  private func member() throws(AvatarError) -> ChannelMember {
    guard let settings else { throw AvatarError(attempted: "open the avatar's session", reason: "the node has not been started") }
    let token = try ChannelToken.make(
      settings, channel: channel, uid: uid, given: givenToken, unixTime: context.clock.unixTime, salt: context.random.next())
    // One at a time: a session that is renewed for hours must not gather them.
    redactor = Redactor([settings.apiKey, settings.certificate, givenToken, token])
    return ChannelMember(appID: settings.appID, channel: channel, uid: uid, token: token)
  }

  func http(timeout: Duration) -> VendorHTTP? {
    settings.map { VendorHTTP(network: context.network, base: $0.baseURL, redactor: redactor, timeout: timeout) }
  }

  /// Ends the opening, and what has been opened.
  private func letGo() async {
    generation += 1
    opening?.cancel()
    timer?.cancel()
    while isOpening { await withCheckedContinuation { afterOpening.append($0) } }
    await release()
  }

  /// Stops the vendor's session, which goes on being billed otherwise, and closes the socket.
  private func release() async {
    let (old, socket) = (vendorSession, socket)
    (vendorSession, self.socket) = (nil, nil)
    if let old, let provider, let http = http(timeout: .seconds(2)) {
      do throws(AvatarError) {
        try await provider.stop(old, http)
      } catch {
        // Taken back with its task, it is stopped by whoever took it back.
        if Task.isCancelled { vendorSession = vendorSession ?? old } else { context.log.warning("\(error)") }
      }
    }
    if let socket { await socket.close(code: 1_000, reason: "") }
  }

  // The socket.

  private func read(_ socket: any WebSocket) async {
    while let message = await socket.receive() {
      guard socket === self.socket else { return }
      if case .text(let text) = message, case let event = ServerEvent(text), event != .malformed {
        apply(.server(event))
      } else if !hasWarnedOfNonsense {
        hasWarnedOfNonsense = true
        context.log.warning("the avatar's vendor sent what is no event; this and all that follow are ignored")
      }
    }
    guard socket === self.socket else { return }
    let closure = socket.closure
    let reason = closure.map { "it was closed with code \($0.code)" + ($0.reason.isEmpty ? "" : " (\(redactor.clean($0.reason)))") }
    apply(.closed(reason: reason ?? "it has ended"))
  }

  /// Sends what may be sent now.
  private func write() {
    guard !isWriting, let socket, let first = session.next(at: context.clock.now) else { return }
    isWriting = true
    context.spawn { await self.write(first, socket) }
  }

  private func write(_ first: ClientMessage, _ socket: any WebSocket) async {
    var message: ClientMessage? = first
    while let text = message?.text, socket === self.socket {
      do throws(NetError) {
        try await socket.send(.text(text))
      } catch {
        // The reader tells of the end.
        break
      }
      message = socket === self.socket ? session.next(at: context.clock.now) : nil
    }
    isWriting = false
    write()
    setTimer()
  }

  private func setTimer() {
    let now = context.clock.now
    guard let deadline = session.deadline(at: now).map({ max($0, now + .milliseconds(10)) }) else { return }
    if let timerAt, timerAt <= deadline, timerAt > now { return }
    timer?.cancel()
    timerAt = deadline
    timer = context.spawn {
      try await self.context.clock.sleep(until: deadline)
      await self.timeHasCome(deadline)
    }
  }

  private func timeHasCome(_ deadline: Duration) {
    guard timerAt == deadline else { return }
    timerAt = nil
    apply(.time)
  }

  // What others are told.

  private func tell(_ event: AvatarEvent) {
    var data = DataMessage("avatar_event", ["type": .string(event.type)])
    if !event.eventID.isEmpty { data["event_id"] = .string(redactor.clean(event.eventID)) }
    if !event.requestID.isEmpty { data["request_id"] = .string(event.requestID) }
    if !event.errorType.isEmpty { data["error_type"] = .string(redactor.clean(event.errorType)) }
    if !event.message.isEmpty { data["message"] = .string(redactor.clean(event.message)) }
    if !event.turn.isNone { data.turn = event.turn }
    context.trySend(data)
    guard event.type == "error" || event.type == "warning" else { return }
    let (type, message) = (redactor.clean(event.errorType), redactor.clean(event.message))
    context.log.warning("the avatar's vendor sent \(event.type == "error" ? "an error" : "a warning") of type '\(type)': \(message)")
    guard event.type == "error" else { return }
    sendError(
      code: 1_000, AvatarError(attempted: "speak", reason: "the vendor sent an error", code: type, vendorMessage: message), id: event.requestID)
  }

  /// Data `error` as TEN's nodes send it: -1000 is for good, 1000 is lived with.
  private func sendError(code: Int, _ error: AvatarError, id: String = "") {
    let vendorCode = error.code.isEmpty ? error.status.map { "\($0)" } ?? "" : error.code
    context.trySend(
      DataMessage(
        "error",
        [
          "id": .string(id), "module": "avatar", "code": Value(code), "message": .string(error.description),
          "vendor_info": [
            "vendor": .string(settings?.vendor.rawValue ?? ""), "code": .string(vendorCode), "message": .string(error.vendorMessage),
          ],
          "metadata": ["session_id": .string(context.sessionName)],
        ]))
  }
}
