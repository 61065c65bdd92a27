internal import TenCore
internal import TenGraph
internal import TenRuntime

/// Who says what when: a state machine without I/O. Events come in with their time, and actions go out, to be carried out in their order.
struct Conversation: Sendable {
  static let maximumRounds = 5
  static let maximumTools = 64
  /// In characters; more of one utterance is cut off.
  static let longestUtterance = 8_000
  /// In bytes; a longer answer is ended there.
  static let longestAnswer = 65_536
  static let interruptedMark = " [interrupted by the user]"

  let settings: ConversationSettings
  var history: History
  var live: LiveTurn?
  var tools: [ToolDescription] = []
  /// The present humans, in the order in which they came.
  private(set) var humans: [String] = []
  private var greeted: [String] = []
  private(set) var session = ""

  init(_ settings: ConversationSettings) {
    self.settings = settings
    history = History(maximumTurns: settings.maximumTurns, maximumBytes: settings.maximumBytes)
  }

  /// - Parameter now: nanoseconds of a clock that never goes back.
  mutating func handle(_ event: ConversationEvent, now: Int64) -> [ConversationAction] {
    var actions: [ConversationAction] = []
    switch event {
    case .joined(let id): joined(id, &actions)
    case .left(let id): humans.removeAll { $0 == id }
    case .heard(let text, let isFinal, let session): heard(text, isFinal, session, now, &actions)
    case .speechBegan: interrupt(bySpeech: true, now, &actions)
    case .typed(let text, let publisher): typed(text, publisher, now, &actions)
    case .injected(let text, let role, let isComplete, let stream): injected(text, role, isComplete, stream, now, &actions)
    case .began(let turn, let work): began(turn, work, now, &actions)
    case .model(let request, let event): model(request, event, now, &actions)
    case .toolRegistered(let tool): register(tool, &actions)
    case .toolAnswered(let request, let call, let output): toolAnswered(request, call, output, now, &actions)
    case .audioStarted(let request): audioStarted(request, now, &actions)
    case .audioEnded(let request, let milliseconds): audioEnded(request, milliseconds, now)
    case .turnsEnded(let last): if let live, live.number <= last { endTurn(now, &actions) }
    }
    return actions
  }

  private mutating func joined(_ id: String, _ actions: inout [ConversationAction]) {
    guard !isOwn(id), !humans.contains(id) else { return }
    humans.append(id)
    if humans.count > 1_024 { humans.removeFirst() }
    guard humans.count == 1, !greeted.contains(id) else { return }
    greeted.append(id)
    if greeted.count > 1_024 { greeted.removeFirst() }
    if !settings.greeting.isEmpty, live == nil { actions.append(.beginTurn(.greeting)) }
  }

  /// The agent itself, or its face.
  private func isOwn(_ id: String) -> Bool { id == settings.bot.map(String.init) || id == settings.avatar.map(String.init) }

  private mutating func heard(_ text: String, _ isFinal: Bool, _ session: String, _ now: Int64, _ actions: inout [ConversationAction]) {
    let text = Self.trimmed(text)
    guard !text.isEmpty else { return }
    if !session.isEmpty { self.session = session }
    if isFinal || text.count >= 2 { interrupt(bySpeech: true, now, &actions) }
    actions.append(.show(Transcript(turn: 0, role: "user", text: text, isFinal: isFinal, stream: userStream(session))))
    if isFinal { actions.append(.beginTurn(.answer(role: "user", text: text, recognised: now))) }
  }

  private mutating func typed(_ text: String, _ publisher: String, _ now: Int64, _ actions: inout [ConversationAction]) {
    let text = Self.trimmed(text)
    guard !text.isEmpty, !isOwn(publisher) else { return }
    interrupt(bySpeech: false, now, &actions)
    actions.append(.show(Transcript(turn: 0, role: "user", text: text, isFinal: true, stream: userStream(publisher))))
    actions.append(.beginTurn(.answer(role: "user", text: text, recognised: now)))
  }

  private mutating func injected(
    _ text: String, _ role: String, _ isComplete: Bool, _ stream: Int?, _ now: Int64, _ actions: inout [ConversationAction]
  ) {
    interrupt(bySpeech: false, now, &actions)
    let text = Self.trimmed(text)
    guard !text.isEmpty else { return }
    let role = ["user", "system", "assistant"].contains(role) ? role : "user"
    if let stream, role == "user" {
      actions.append(.show(Transcript(turn: 0, role: role, text: text, isFinal: isComplete, stream: stream)))
    }
    if isComplete { actions.append(.beginTurn(.answer(role: role, text: text, recognised: now))) }
  }

  private func userStream(_ id: String) -> Int { UInt32(id).map(Int.init) ?? humans.lazy.compactMap { UInt32($0) }.first.map(Int.init) ?? 0 }

  private static func trimmed(_ text: String) -> String {
    var rest = text[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest.prefix(longestUtterance))
  }

  private mutating func interrupt(bySpeech isBySpeech: Bool, _ now: Int64, _ actions: inout [ConversationAction]) {
    guard let live else { return }
    actions.append(.interrupt(turn: live.number, request: live.modelRequest, isBySpeech: isBySpeech))
    endTurn(now, &actions)
  }

  private mutating func endTurn(_ now: Int64, _ actions: inout [ConversationAction]) {
    guard let turn = live else { return }
    live = nil
    log(turn, &actions)
    history.add(turn.remembered(isCut: turn.isCut(at: now)))
  }

  private func log(_ turn: LiveTurn, _ actions: inout [ConversationAction]) {
    if !turn.isLogged { actions.append(.log(turn.times)) }
  }

  private mutating func began(_ number: UInt32, _ work: TurnWork, _ now: Int64, _ actions: inout [ConversationAction]) {
    endTurn(now, &actions)
    var turn = LiveTurn(number: number)
    switch work {
    case .greeting:
      turn.text = settings.greeting
      turn.messages = [["role": "assistant", "content": .string(settings.greeting)]]
      live = turn
      speak(settings.greeting, isEnd: true, now, &actions)
      show(isFinal: true, &actions)
      live?.isComplete = true
    case .answer(let role, let text, let recognised):
      turn.times.recognised = recognised
      turn.messages = [["role": .string(role), "content": .string(text)]]
      live = turn
      ask(&actions)
    }
  }

  mutating func ask(_ actions: inout [ConversationAction]) {
    guard var turn = live else { return }
    turn.round += 1
    turn.beginRound()
    let id = "llm-request-\(turn.number)-\(turn.round)"
    turn.modelRequest = id
    live = turn
    actions.append(
      .ask(
        ModelRequest(
          turn: turn.number, id: id, messages: history.messages + turn.messages, tools: tools.map { .object($0.description) })))
  }

  mutating func speak(_ text: String, isEnd: Bool, _ now: Int64, _ actions: inout [ConversationAction]) {
    guard var turn = live else { return }
    if turn.times.firstSentence == 0, !text.isEmpty { turn.times.firstSentence = now }
    turn.spoken += text
    live = turn
    actions.append(.speak(turn: turn.number, request: turn.request, text: text, isEnd: isEnd, session: session))
  }

  func show(isFinal: Bool, _ actions: inout [ConversationAction]) {
    guard let live else { return }
    actions.append(.show(Transcript(turn: live.number, role: "assistant", text: live.text, isFinal: isFinal, stream: settings.stream)))
  }

  private mutating func audioStarted(_ request: String, _ now: Int64, _ actions: inout [ConversationAction]) {
    guard var turn = live, turn.request == request, turn.times.audioStart == 0 else { return }
    turn.times.audioStart = now
    log(turn, &actions)
    turn.isLogged = true
    live = turn
  }

  private mutating func audioEnded(_ request: String, _ milliseconds: Int?, _ now: Int64) {
    guard var turn = live, turn.request == request else { return }
    let begin = turn.times.audioStart == 0 ? now : turn.times.audioStart
    turn.playedAt = begin &+ Int64(clamping: min(max(milliseconds ?? 0, 0), 86_400_000) * 1_000_000)
    live = turn
  }

  private mutating func register(_ tool: ToolDescription, _ actions: inout [ConversationAction]) {
    if let index = tools.firstIndex(where: { $0.name == tool.name }) {
      tools[index] = tool
    } else if tools.count < Self.maximumTools {
      tools.append(tool)
    } else {
      actions.append(.report("registering the tool '\(tool.name)' of node '\(tool.node)': there are \(Self.maximumTools) already; register fewer"))
    }
  }
}

/// What a conversation knows from its session and its properties.
struct ConversationSettings: Sendable {
  var bot: UInt32?
  var avatar: UInt32?
  var greeting = ""
  var failure = "Sorry, I could not answer that. Please try again."
  var maximumTurns = 20
  var maximumBytes = 65_536

  /// The stream of the agent's transcripts.
  var stream: Int { bot.map(Int.init) ?? 100 }
}
