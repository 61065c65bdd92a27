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
    /// A vendor that got audio must say that it speaks within this time of its turn to be heard; nil: it is believed.
    var silence: Duration? = .seconds(4)
    /// So many sessions in a row that took audio and spoke none of it end the avatar.
    var fruitlessSessions = 2
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
    /// For good. `unheard`: what was taken and, by the clock, not heard.
    case failed(AvatarError, unheard: [Utterance])
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
  let idPrefix: String
  var lastID = 0
  var link = Link.none
  var hasStarted = false
  var startDeadline: Duration = .zero
  var failures = 0
  /// Sessions in a row that took audio and spoke none of it.
  var fruitless = 0
  var renewAt: Duration?
  var keepAliveAt: Duration = .zero
  var mustInterrupt = false

  var utterances: [Utterance] = []
  var input = SpeechInput()
  /// The request whose audio comes now; nil between requests.
  var request: String?
  var badFrames = 0
  /// The rest of a cancelled request is dropped: of this turn and those before it.
  var muted: Turn?
  var mutedRequest: String?
  var endedThrough = Turn.none
  /// When all that was sent has been heard.
  var heardAt: Duration = .zero
  /// The utterance that was sent last and of which the vendor has not said that it is over.
  var speaking: (id: String, turn: Turn)?
  var recent: [(id: String, requestID: String, turn: Turn)] = []

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

  var isOpen: Bool {
    switch link {
    case .joining, .connected: true
    default: false
    }
  }

  mutating func open(at now: Duration) -> [Action] {
    link = .opening(hasStarted ? now + timing.connect : startDeadline)
    return [.open]
  }

  /// - Parameter isFruitless: the session took audio and spoke none of it.
  mutating func lose(_ error: AvatarError, isFruitless: Bool = false, at now: Duration) -> [Action] {
    if isFruitless { fruitless += 1 }
    if case .connected(let since) = link, now - since >= timing.steady { failures = 0 }
    for index in utterances.indices { utterances[index].rewind(at: now) }
    utterances.removeAll { $0.isComplete && $0.bytes.isEmpty }
    heardAt = now
    speaking = nil
    mustInterrupt = false
    renewAt = nil
    let pause = timing.firstPause * (1 << min(failures, 10))
    failures += 1
    let isUseless = error.isAboutKey || failures > timing.tries || fruitless >= timing.fruitlessSessions
    let isHopeless = hasStarted ? isUseless : error.isPermanent || now + pause >= startDeadline
    guard !isHopeless else {
      link = .failed
      let unheard = utterances
      utterances = []
      return [.failed(error, unheard: unheard)]
    }
    link = .resting(until: now + pause)
    return [.lost(error), .tell(AvatarEvent(type: "reconnecting", message: error.description))]
  }

  mutating func pass(_ now: Duration) -> [Action] {
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
      if let silenceAt, now >= silenceAt { return lose(Self.silence(timing.silence), isFruitless: true, at: now) }
      guard let renewAt, now >= renewAt, !isSpeaking(at: now) else { return [] }
      self.renewAt = nil
      speaking = nil
      return open(at: now)
    default: return []
    }
  }

  func isSpeaking(at now: Duration) -> Bool { utterances.contains { $0.hasBegun && !$0.isOver(at: now) } }

  mutating func take(_ event: ServerEvent, at now: Duration) -> [Action] {
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
      heard(what, source, at: now)
      if what != .started, source.isEmpty || source == speaking?.id, heardAt <= now || what == .interrupted { speaking = nil }
      return [tell(what.rawValue, source)]
    case .error(let type, let message, let source):
      let told = tell("error", source, type, message)
      guard isUnspoken(source) else { return [told] }
      let error = AvatarError(attempted: "let the avatar speak", reason: "the vendor refused the audio", code: type, vendorMessage: message)
      return [told] + lose(error, isFruitless: true, at: now)
    case .warning(let type, let message): return [tell("warning", "", type, message)]
    case .other, .malformed: return []
    }
  }

  func tell(_ type: String, _ source: String, _ errorType: String = "", _ message: String = "") -> Action {
    let about = recent.last { $0.id == source }
    return .tell(
      AvatarEvent(
        type: type, eventID: source, requestID: about?.requestID ?? "", turn: about?.turn ?? .none, errorType: errorType, message: message))
  }

  mutating func makeID() -> String {
    lastID += 1
    return "\(idPrefix)-\(lastID)"
  }
}
