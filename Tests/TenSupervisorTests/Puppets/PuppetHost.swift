import Glibc
import TenControl
import TenCore
import TenLoop
import TenSupervisor

/// How a puppet host behaves.
struct HostScript: Sendable {
  var protocolVersion = ControlProtocol.version
  var greets = true
  /// Answers the start message with this instead of getting ready.
  var refusal: Properties?
  var getsReady = true
  /// Is warm when it greets.
  var isPrepared = true
  /// Ends by this signal when it reads the start message, or the word to stop.
  var diesOnStart: Int?
  var diesOnStop: Int?
  var stops = true
  var diesOnTerminate = true
  /// Ends its process when the connection breaks before it has a session.
  var leavesWhenAlone = true
  var leavesWhenAcknowledged = true
}

/// A host in the test's process: a real socket, the real lines, and no process. On the loop of the puppets.
final class PuppetHost: @unchecked Sendable {
  // @unchecked: protected by the puppets' loop.
  let seed: HostSeed
  let process: ProcessIdentity
  let loop: UVLoop
  var script: HostScript
  private let folder: RuntimeFolder
  private let listener: PipeListener
  private let ended: (PuppetHost, HostEnd) -> Void
  private var channel: LineChannel?
  private(set) var connections = 0
  /// Somebody has greeted it.
  var isConnected: Bool { channel != nil }
  private(set) var state = HostGreeting.State.prepared
  private(set) var session: String?
  private var secrets: [Secret]?
  private(set) var epoch: Int
  private(set) var events: [HostEvent] = []
  private(set) var requests: [String] = []
  private(set) var isOver = false

  init(
    _ seed: HostSeed, _ process: ProcessIdentity, _ folder: RuntimeFolder, _ loop: UVLoop, _ script: HostScript,
    ended: @escaping (PuppetHost, HostEnd) -> Void
  ) throws {
    self.seed = seed
    self.process = process
    self.folder = folder
    self.loop = loop
    self.script = script
    self.ended = ended
    epoch = seed.epoch
    listener = try PipeListener(loop, path: folder.socket(of: seed.host))
    write("a line of the log\n", to: folder.log(of: seed.host))
    if script.isPrepared { add(.prepared) } else { state = .preparing }
    Task(executorPreference: loop) { await self.accept() }
  }

  func add(_ kind: HostEvent.Kind, _ body: Properties = [:]) {
    let event = HostEvent(sequence: events.count + 1, kind: kind, time: 0, body: body)
    events.append(event)
    say(.event(event))
  }

  /// The connection breaks; the host goes on.
  func cut() {
    channel?.close()
    channel = nil
  }

  /// The process ends.
  func die(_ end: HostEnd, removesSocket: Bool = true) {
    guard !isOver else { return }
    isOver = true
    cut()
    listener.close()
    ended(self, end)
  }

  func end(_ reason: String, _ detail: String = "") {
    state = .ended
    add(.endRecord, ["session": .string(session ?? ""), "reason": .string(reason), "detail": .string(detail), "node": "speaker"])
  }

  private func accept() async {
    while let pipe = try? await listener.accept() {
      connections += 1
      let channel = LineChannel(pipe)
      Task(executorPreference: loop) { await self.read(channel) }
    }
  }

  private func read(_ channel: LineChannel) async {
    while let line = try? await channel.next(), let request = try? HostRequest(line: line) { take(request, channel) }
    channel.close()
    guard self.channel === channel else { return }
    self.channel = nil
    if session == nil, script.leavesWhenAlone { die(.exited(code: 0)) }
  }

  private func take(_ request: HostRequest, _ channel: LineChannel) {
    guard !isOver else { return }
    switch request {
    case .hello(let lease, let epoch, let since):
      guard script.greets else { return }
      guard lease == seed.lease, epoch >= self.epoch else {
        _ = try? channel.offer(HostReply.refused(reason: "an old epoch").line)
        return channel.close()
      }
      self.channel?.close()
      self.channel = channel
      self.epoch = epoch
      var greeting = HostGreeting(
        host: seed.host, version: "1", processID: process.processID, graph: "g", state: state, session: session, epoch: epoch,
        sequence: events.count)
      greeting.protocolVersion = script.protocolVersion
      greeting.secrets = secrets
      say(.hello(greeting))
      for event in events where event.sequence > since { say(.event(event)) }
    case .start(let id, let name, let request):
      secrets = request.values["token"]?.string.map { [Secret($0)] } ?? []
      start(id, name)
    case .command(let id, let node, let name, let properties, _):
      if node == "nobody" { return say(.result(id: id, status: .noRoute, isFinal: true, ["detail": "no node 'nobody'", "unknown_node": "nobody"])) }
      if name == "ask_nobody" { return say(.result(id: id, status: .noRoute, isFinal: true, ["detail": "connected to no node"])) }
      if name == "never" { return requests.append(name) }
      say(.result(id: id, status: .ok, isFinal: true, properties))
    case .data(let id, _, _, _): say(.result(id: id, status: .ok, isFinal: true, [:]))
    case .interrupt(let id): say(.result(id: id, status: .ok, isFinal: true, ["turn": 3]))
    case .state(let id): say(.result(id: id, status: .ok, isFinal: true, ["state": .string(state.rawValue)]))
    case .stop(let code, let detail): stop(code, detail)
    case .watch: requests.append("watch")
    case .acknowledge:
      requests.append("ack")
      if state == .ended, script.leavesWhenAcknowledged { die(.exited(code: 0)) }
    }
  }

  private func start(_ id: Int, _ name: String) {
    requests.append("start")
    if let refusal = script.refusal { return say(.result(id: id, status: .error, isFinal: true, refusal)) }
    session = name
    state = .starting
    if let signal = script.diesOnStart { return die(.signalled(signal)) }
    say(.result(id: id, status: .ok, isFinal: true, [:]))
    guard script.getsReady else { return }
    state = .running
    add(.ready, ["ms": 1.5, "nodes": ["speaker"]])
  }

  private func stop(_ code: EndReason.Code, _ detail: String) {
    requests.append("stop")
    if let signal = script.diesOnStop { return die(.signalled(signal)) }
    guard script.stops, state != .ended else { return }
    guard session != nil else { return die(.exited(code: 0)) }
    end(code.rawValue, detail)
  }

  private func say(_ reply: HostReply) { _ = try? channel?.offer(reply.line) }
}

func write(_ text: String, to path: String) {
  guard let file = fopen(path, "w") else { return }
  fputs(text, file)
  fclose(file)
}
