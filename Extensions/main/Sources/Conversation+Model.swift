internal import TenCore
internal import TenGraph
internal import TenRuntime

/// What the model answers, on its way to the user.
extension Conversation {
  mutating func model(_ request: String, _ event: ModelEvent, _ now: Int64, _ actions: inout [ConversationAction]) {
    guard live?.modelRequest == request else { return }
    switch event {
    case .delta(let delta, let content): answered(delta ?? rest(of: content), now, &actions)
    case .done(let content):
      answered(rest(of: content), now, &actions)
      live?.isRoundDone = true
      say(live?.splitter.finish() ?? [], now, &actions)
    case .reasoning(let text, let isFinal):
      guard let turn = live, !text.isEmpty else { return }
      let raw = JSON.text(of: ["type": "reasoning", "data": ["text": .string(text)]])
      actions.append(.show(Transcript(turn: turn.number, role: "assistant", text: raw, isFinal: isFinal, stream: settings.stream, kind: "raw")))
    case .tool(let call): called(call, now, &actions)
    case .ended(let error): ended(error, now, &actions)
    }
  }

  /// What a content that counts from the answer's begin adds to what came before.
  private func rest(of content: String?) -> String {
    guard let live, let content, content.hasPrefix(live.roundText) else { return "" }
    return String(content.unicodeScalars.dropFirst(live.roundText.unicodeScalars.count))
  }

  private mutating func answered(_ text: String, _ now: Int64, _ actions: inout [ConversationAction]) {
    guard var turn = live, !text.isEmpty else { return }
    if turn.times.modelFirst == 0 { turn.times.modelFirst = now }
    if turn.roundText.isEmpty, let last = turn.text.unicodeScalars.last, !last.properties.isWhitespace {
      turn.text += " "
      _ = turn.splitter.add(" ")
    }
    turn.roundText += text
    turn.text += text
    let pieces = turn.splitter.add(text)
    live = turn
    say(pieces, now, &actions)
    guard turn.text.utf8.count > Self.longestAnswer, let request = turn.modelRequest else { return }
    actions.append(.abort(request: request))
    actions.append(.report("answering in turn \(turn.number): the model's answer has more than \(Self.longestAnswer) bytes and was ended there"))
    live?.isRoundDone = true
    live?.calls = []
    ended(nil, now, &actions)
  }

  private mutating func say(_ pieces: [String], _ now: Int64, _ actions: inout [ConversationAction]) {
    for piece in pieces { speak(piece, isEnd: false, now, &actions) }
    if !pieces.isEmpty { show(isFinal: false, &actions) }
  }

  private mutating func called(_ call: ToolCall, _ now: Int64, _ actions: inout [ConversationAction]) {
    guard var turn = live, let request = turn.modelRequest, turn.calls.count < Self.maximumTools else { return }
    var call = call
    // An id that is missing or stands there twice could not be answered.
    if call.id.isEmpty || turn.calls.contains(where: { $0.id == call.id }) { call.id = "call-\(turn.number)-\(turn.round)-\(turn.calls.count + 1)" }
    turn.calls.append(call)
    if turn.times.modelFirst == 0 { turn.times.modelFirst = now }
    live = turn
    guard let tool = tools.first(where: { $0.name == call.name }) else {
      actions.append(.report("calling the tool '\(call.name)' in turn \(turn.number): no node has registered it"))
      toolAnswered(request, call.id, "error: there is no tool '\(call.name)'", now, &actions)
      return
    }
    actions.append(.call(call, of: request, node: tool.node, turn: turn.number))
  }

  mutating func toolAnswered(_ request: String, _ call: String, _ output: String, _ now: Int64, _ actions: inout [ConversationAction]) {
    guard var turn = live, turn.modelRequest == request, turn.calls.contains(where: { $0.id == call }), turn.outputs[call] == nil else { return }
    turn.outputs[call] = String(output.prefix(Self.longestUtterance))
    live = turn
    if turn.isRoundEnded { nextRound(now, &actions) }
  }

  private mutating func ended(_ error: String?, _ now: Int64, _ actions: inout [ConversationAction]) {
    guard let turn = live, !turn.isRoundEnded else { return }
    say(live?.splitter.finish() ?? [], now, &actions)
    live?.isRoundEnded = true
    if let error {
      actions.append(.report("answering in turn \(turn.number): \(error)"))
      if !turn.isRoundDone { return failed(now, &actions) }
    }
    if !turn.calls.isEmpty { return nextRound(now, &actions) }
    if turn.roundText.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      actions.append(.report("answering in turn \(turn.number): the model's answer is empty"))
      return failed(now, &actions)
    }
    complete(now, &actions)
  }

  /// Asks again when all tools of this round have answered.
  private mutating func nextRound(_ now: Int64, _ actions: inout [ConversationAction]) {
    guard let turn = live, turn.calls.allSatisfy({ turn.outputs[$0.id] != nil }) else { return }
    keepRound()
    guard turn.round < Self.maximumRounds else {
      actions.append(.report("answering in turn \(turn.number): the model called tools \(turn.round) times without an answer"))
      return failed(now, &actions)
    }
    ask(&actions)
  }

  /// The user hears that there is no answer; silence would look like a broken line.
  private mutating func failed(_ now: Int64, _ actions: inout [ConversationAction]) {
    guard var turn = live else { return }
    let isFirst = turn.text.isEmpty
    turn.text += (isFirst ? "" : " ") + settings.failure
    turn.calls = turn.calls.filter { turn.outputs[$0.id] != nil }
    live = turn
    speak((isFirst ? "" : " ") + settings.failure, isEnd: true, now, &actions)
    finish(&actions)
  }

  private mutating func complete(_ now: Int64, _ actions: inout [ConversationAction]) {
    speak("", isEnd: true, now, &actions)
    finish(&actions)
  }

  private mutating func finish(_ actions: inout [ConversationAction]) {
    show(isFinal: true, &actions)
    keepRound()
    live?.isComplete = true
    live?.modelRequest = nil
  }

  private mutating func keepRound() {
    live?.keepRound()
    let spoken = live?.spoken.count ?? 0
    live?.spokenBefore = spoken
  }
}
