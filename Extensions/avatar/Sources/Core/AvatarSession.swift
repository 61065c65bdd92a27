internal import TenAudio
internal import TenCore
internal import TenRuntime

/// The protocol with the vendor, without I/O: takes what happens with the time at which it happens, and says what is to be done. What is to be sent is asked
/// for with `next`, one message at a time, so that an interrupt overtakes all audio that has not gone out.
struct AvatarSession {
  struct Timing {
    /// Audio in the first message of an utterance, and in the later ones.
    var first: Duration = .milliseconds(500)
    var piece: Duration = .seconds(1)
    /// How far what was sent may be ahead of what is heard, and how much may wait to be sent.
    var ahead: Duration = .seconds(3)
    /// A later piece that is not full goes when it has waited so long and the vendor is about to run dry.
    var patience: Duration = .milliseconds(300)
    var margin: Duration = .milliseconds(100)
    var keepAlive: Duration = .seconds(30)
    /// From the first call until the vendor says *connected*.
    var connect: Duration = .seconds(9)
    var firstPause: Duration = .milliseconds(500)
    var tries = 5
    /// A connection that stood so long was a good one: tries count anew.
    var steady: Duration = .seconds(30)
    /// So long before a session's end it is replaced when nothing is being said.
    var renewal: Duration = .seconds(30)
  }

  enum Event {
    case begin
    /// The session's WebSocket stands. `limit`: how long the vendor lets the session live.
    case opened(limit: Duration?)
    case openFailed(AvatarError)
    case server(ServerEvent)
    case closed(reason: String)
    case frame(AudioFrame)
    case requestBegan(id: String, turn: Turn)
    case requestEnded(id: String, turn: Turn)
    /// nil: everything, of whatever turn.
    case interrupted(Turn?)
    case time
  }

  enum Action {
    /// Let the present session go, if there is one, and open a new one.
    case open
    /// The first session is connected.
    case started
    case tell(AvatarEvent)
    case badAudio(AudioError)
    /// The session is lost; a new one is tried.
    case lost(AvatarError)
    /// For good.
    case failed(AvatarError)
  }

  enum Link: Equatable {
    case none, failed
    /// Until the deadline.
    case opening(Duration)
    /// The socket stands; the vendor drops what it is told before it says *connected*.
    case joining(Duration)
    case connected(since: Duration)
    case resting(until: Duration)
  }

  let timing: Timing
  private let idPrefix: String
  private var lastID = 0
  private(set) var link = Link.none
  private var hasStarted = false
  private var startDeadline: Duration = .zero
  private var failures = 0
  private var renewAt: Duration?
  private var keepAliveAt: Duration = .zero
  private var mustInterrupt = false

  private(set) var utterances: [Utterance] = []
  private var input = SpeechInput()
  /// The request whose audio comes now; nil between requests.
  private var request: String?
  private var badFrames = 0
  /// The rest of a cancelled request is dropped: of this turn and those before it.
  private var muted: Turn?
  private var mutedRequest: String?
  private var endedThrough = Turn.none
  /// When all that was sent has been heard.
  private var heardAt: Duration = .zero
  /// The utterance that was sent last and of which the vendor has not said that it is over.
  private var speaking: (id: String, turn: Turn)?
  private var recent: [(id: String, requestID: String, turn: Turn)] = []

  /// - Parameter idPrefix: makes the `event_id`s differ from those of other sessions.
  init(idPrefix: String, timing: Timing = Timing()) {
    self.idPrefix = idPrefix
    self.timing = timing
  }

  /// Whether more audio is welcome.
  var hasRoom: Bool { link == .failed || utterances.reduce(0) { $0 + $1.unsent } <= Speech.bytes(in: timing.ahead) }

  mutating func handle(_ event: Event, at now: Duration) -> [Action] {
    guard link != .failed else { return [] }
    switch event {
    case .begin:
      startDeadline = now + timing.connect
      return open(at: now)
    case .opened(let limit):
      guard case .opening(let deadline) = link else { return [] }
      link = .joining(deadline)
      // A limit of a few seconds would have it renewed all the time.
      renewAt = limit.flatMap { $0 > .seconds(10) ? now + max($0 - timing.renewal, $0 / 2) : nil }
      return []
    case .openFailed(let error):
      guard case .opening = link else { return [] }
      return lose(error, at: now)
    case .server(let event): return take(event, at: now)
    case .closed(let reason):
      guard isOpen else { return [] }
      return lose(AvatarError(attempted: "keep the avatar's connection", reason: reason), at: now)
    case .frame(let frame): return take(frame, at: now)
    case .requestBegan(let id, let turn): requestBegan(id, turn, at: now)
    case .requestEnded(let id, let turn): requestEnded(id, turn, at: now)
    case .interrupted(let turn): interrupt(turn, at: now)
    case .time: return pass(now)
    }
    return []
  }

  private var isOpen: Bool {
    switch link {
    case .joining, .connected: true
    default: false
    }
  }

  private mutating func open(at now: Duration) -> [Action] {
    link = .opening(hasStarted ? now + timing.connect : startDeadline)
    return [.open]
  }

  private mutating func lose(_ error: AvatarError, at now: Duration) -> [Action] {
    if case .connected(let since) = link, now - since >= timing.steady { failures = 0 }
    for index in utterances.indices { utterances[index].rewind(at: now) }
    utterances.removeAll { $0.isComplete && $0.bytes.isEmpty }
    heardAt = now
    speaking = nil
    mustInterrupt = false
    renewAt = nil
    let pause = timing.firstPause * (1 << min(failures, 10))
    failures += 1
    let isHopeless = hasStarted ? error.isAboutKey || failures > timing.tries : error.isPermanent || now + pause >= startDeadline
    guard !isHopeless else {
      link = .failed
      utterances = []
      return [.failed(error)]
    }
    link = .resting(until: now + pause)
    return [.lost(error), .tell(AvatarEvent(type: "reconnecting", message: error.description))]
  }

  private mutating func pass(_ now: Duration) -> [Action] {
    switch link {
    case .opening(let deadline) where now >= deadline:
      return lose(AvatarError(attempted: "open the avatar's session", reason: "the vendor did not answer in time"), at: now)
    case .joining(let deadline) where now >= deadline:
      return lose(
        AvatarError(attempted: "connect the avatar", reason: "the vendor did not say 'connected' within \(timing.connect.components.seconds) s"),
        at: now)
    case .resting(let until) where now >= until: return open(at: now)
    case .connected:
      utterances.removeAll { $0.isOver(at: now) }
      guard let renewAt, now >= renewAt, !isSpeaking(at: now) else { return [] }
      self.renewAt = nil
      speaking = nil
      return open(at: now)
    default: return []
    }
  }

  private func isSpeaking(at now: Duration) -> Bool { utterances.contains { $0.hasBegun && !$0.isOver(at: now) } }

  private mutating func take(_ event: ServerEvent, at now: Duration) -> [Action] {
    guard isOpen else { return [] }
    switch event {
    case .connected:
      guard case .joining = link else { return [] }
      link = .connected(since: now)
      keepAliveAt = now + timing.keepAlive
      let tell = Action.tell(AvatarEvent(type: "connected"))
      guard !hasStarted else { return [tell] }
      hasStarted = true
      failures = 0
      return [.started, tell]
    case .leaving(let state):
      return lose(AvatarError(attempted: "keep the avatar's session", reason: "the vendor says it is '\(state)'"), at: now)
    case .speech(let what, let source):
      if what != .started, source.isEmpty || source == speaking?.id, heardAt <= now || what == .interrupted { speaking = nil }
      return [tell(what.rawValue, source)]
    case .error(let type, let message, let source): return [tell("error", source, type, message)]
    case .warning(let type, let message): return [tell("warning", "", type, message)]
    case .other, .malformed: return []
    }
  }

  private func tell(_ type: String, _ source: String, _ errorType: String = "", _ message: String = "") -> Action {
    let about = recent.last { $0.id == source }
    return .tell(
      AvatarEvent(
        type: type, eventID: source, requestID: about?.requestID ?? "", turn: about?.turn ?? .none, errorType: errorType, message: message))
  }

  private mutating func take(_ frame: AudioFrame, at now: Duration) -> [Action] {
    guard frame.turn.isNone || frame.turn.number > endedThrough.number else { return [] }
    if let muted {
      guard frame.turn.number > muted.number else { return [] }
      self.muted = nil
    }
    if let open = openUtterance, !frame.turn.isNone, utterances[open].turn != frame.turn { complete(at: now) }
    do {
      let samples = try input.take(frame)
      guard !samples.isEmpty else { return [] }
      let open = openUtterance ?? begin(turn: frame.turn)
      utterances[open].append(samples, at: now)
      return []
    } catch {
      badFrames += 1
      // One report says it: a stream of wrong frames must not flood the log.
      return badFrames == 1 ? [.badAudio(error)] : []
    }
  }

  private var openUtterance: Int? { utterances.last.flatMap { $0.isComplete ? nil : utterances.count - 1 } }

  private mutating func begin(turn: Turn) -> Int {
    let utterance = Utterance(id: makeID(), requestID: request ?? "", turn: turn)
    recent.append((utterance.id, utterance.requestID, turn))
    if recent.count > 16 { recent.removeFirst() }
    utterances.append(utterance)
    return utterances.count - 1
  }

  private mutating func complete(at now: Duration) {
    let tail = input.finish()
    guard let open = openUtterance else { return }
    utterances[open].append(tail, at: now)
    utterances[open].isComplete = true
  }

  private mutating func requestBegan(_ id: String, _ turn: Turn, at now: Duration) {
    guard turn.isNone || turn.number > endedThrough.number else { return }
    if let muted {
      let isNew = turn.number > muted.number || id != mutedRequest
      guard isNew else { return }
      self.muted = nil
    }
    complete(at: now)
    request = id
  }

  private mutating func requestEnded(_ id: String, _ turn: Turn, at now: Duration) {
    if muted != nil {
      // The cancelled request says its last word: what comes from here is another's.
      if mutedRequest == nil || mutedRequest == id || id.isEmpty { muted = nil }
      return
    }
    guard turn.isNone || turn.number > endedThrough.number else { return }
    if let request, !request.isEmpty, !id.isEmpty, request != id { return }
    complete(at: now)
    request = nil
  }

  private mutating func interrupt(_ through: Turn?, at now: Duration) {
    func ends(_ turn: Turn) -> Bool { through.map { !turn.isNone && turn.number <= $0.number } ?? true }
    if let through, through.number > endedThrough.number { endedThrough = through }
    if let open = openUtterance {
      if ends(utterances[open].turn) {
        input = SpeechInput()
        if through == nil { (muted, mutedRequest) = (utterances[open].turn, request) }
        request = nil
      }
    } else if through == nil, let request {
      (muted, mutedRequest) = (Turn.none, request)
      self.request = nil
    }
    let isHeard = speaking.map { ends($0.turn) } ?? false
    utterances.removeAll { ends($0.turn) }
    guard isHeard else { return }
    speaking = nil
    heardAt = now
    if case .connected = link { mustInterrupt = true }
  }

  /// The next message that may be sent now.
  mutating func next(at now: Duration) -> ClientMessage? {
    guard case .connected = link else { return nil }
    if mustInterrupt {
      mustInterrupt = false
      return .interrupt(eventID: makeID())
    }
    if now >= keepAliveAt {
      keepAliveAt = now + timing.keepAlive
      return .keepAlive(eventID: makeID())
    }
    guard let index = utterances.firstIndex(where: { !$0.isEndSent }) else { return nil }
    if utterances[index].isComplete, utterances[index].unsent == 0 {
      utterances[index].isEndSent = true
      guard utterances[index].hasBegun else { return next(at: now) }
      return .speakEnd(eventID: utterances[index].id)
    }
    guard let time = pieceTime(utterances[index], at: now), time <= now else { return nil }
    let count = pieceSize(utterances[index])
    heardAt = max(heardAt, now) + Speech.duration(of: count)
    speaking = (utterances[index].id, utterances[index].turn)
    return .speak(eventID: utterances[index].id, audio: utterances[index].take(count, heardAt: heardAt, at: now))
  }

  private func pieceSize(_ utterance: Utterance) -> Int {
    min(utterance.unsent, Speech.bytes(in: utterance.hasBegun ? timing.piece : timing.first))
  }

  /// When the next piece may go; nil when there is none.
  private func pieceTime(_ utterance: Utterance, at now: Duration) -> Duration? {
    guard utterance.unsent > 0, let since = utterance.waitingSince else { return nil }
    // Before the session is renewed nothing new is begun.
    if let renewAt, now >= renewAt, !utterance.hasBegun { return nil }
    let size = pieceSize(utterance)
    let paced = heardAt + Speech.duration(of: size) - timing.ahead
    let full = Speech.bytes(in: utterance.hasBegun ? timing.piece : timing.first)
    guard utterance.unsent < full, !utterance.isComplete else { return paced }
    let patience = utterance.hasBegun ? max(since + timing.patience, heardAt - timing.margin) : since + timing.first
    return max(paced, patience)
  }

  /// When `handle(.time)` or `next` has something to do if nothing happens before; nil for never.
  func deadline(at now: Duration) -> Duration? {
    switch link {
    case .none, .failed: return nil
    case .opening(let deadline), .joining(let deadline), .resting(let deadline): return deadline
    case .connected:
      var times = [keepAliveAt]
      if let utterance = utterances.first(where: { !$0.isEndSent }), let time = pieceTime(utterance, at: now) { times.append(time) }
      if let renewAt { times.append(now >= renewAt ? max(heardAt, now) : renewAt) }
      return times.min()
    }
  }

  private mutating func makeID() -> String {
    lastID += 1
    return "\(idPrefix)-\(lastID)"
  }
}
