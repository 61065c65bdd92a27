internal import Glibc
internal import Logging
internal import TenControl
internal import TenCore
internal import TenGraph
internal import TenLoop
internal import TenRuntime

/// What a host under a server does: carries out what `Custody` says, and what the server asks for. On the loop's thread only.
final class HostControl: @unchecked Sendable {
  // @unchecked: protected by the loop's thread, but for what is Sendable and fixed.
  let seed: HostSeed
  let graph: CompiledGraph
  let loop: UVLoop
  let stream: EventStream
  let log: HostLog
  private let endFile: EndRecordFile
  private(set) var custody: Custody
  private(set) var connection: ControlConnection?
  /// Connections whose `hello` is being judged, and the one that controls.
  private var present: [Int: ControlConnection] = [:]
  /// Set before the loop runs.
  var session: Session!
  var watchdog: Watchdog?
  private var timer = TimerID.none
  private var watchTimer = TimerID.none
  private var record: Properties?
  private(set) var state = HostGreeting.State.preparing
  /// From the start message on.
  private(set) var sessionName: String?
  /// Of the session, for a server that takes it over.
  private var secrets: [Secret]?
  private var whenLeaving: (() -> Void)?
  private let blockedWriter = BlockedWriter()

  init(_ seed: HostSeed, _ graph: CompiledGraph, _ folder: RuntimeFolder, _ loop: UVLoop, _ stream: EventStream, _ log: HostLog) {
    self.seed = seed
    self.graph = graph
    self.loop = loop
    self.stream = stream
    self.log = log
    endFile = EndRecordFile(path: folder.endRecord(of: seed.host))
    custody = Custody(lease: seed.lease, epoch: seed.epoch, grace: seed.limits.grace)
    stream.whenNew { [weak self] in self?.connection?.pump() }
  }

  /// - Parameter leave: called once, when the process has nothing left to do.
  func begin(_ leave: @escaping () -> Void) {
    whenLeaving = leave
    carryOut(custody.begin())
  }

  func hello(_ connection: ControlConnection, lease: String, epoch: Int, since: Int) -> Bool {
    present[connection.id] = connection
    carryOut(custody.hello(connection.id, lease: lease, epoch: epoch))
    guard custody.controller == connection.id else {
      present[connection.id] = nil
      return false
    }
    watch(milliseconds: 0)
    self.connection = connection
    blockedWriter.connection = connection
    var greeting = HostGreeting(
      host: seed.host, version: TenHost.version, processID: Int(getpid()), graph: graph.name, state: state, session: sessionName, epoch: epoch,
      sequence: stream.last)
    greeting.secrets = secrets
    connection.answer(.hello(greeting))
    connection.follow(after: since)
    return true
  }

  func lost(_ lost: ControlConnection) {
    present[lost.id] = nil
    if connection === lost {
      connection = nil
      blockedWriter.connection = nil
      watch(milliseconds: 0)
    }
    carryOut(custody.lost(lost.id))
  }

  func stop(_ reason: EndReason) { carryOut(custody.stop(reason)) }

  func acknowledged(_ sequence: Int) { carryOut(custody.acknowledged(sequence)) }

  /// The session takes its start message.
  func started(_ name: String, _ secrets: SecretFilter) {
    sessionName = name
    // A line has its limit; a server that does not get them shows nothing of what the process printed.
    let bytes = secrets.texts.reduce(0) { $0 + $1.utf8.count }
    self.secrets = bytes <= 128 << 10 ? secrets.texts.map { Secret($0) } : nil
    stream.hide(secrets)
    log.hide(secrets)
    log.rename(name)
    custody.started()
    log.write(.info, "the session of graph '\(graph.name)' starts on host '\(seed.host)'")
  }

  /// A step of the session's life, on its loop.
  func saw(_ event: SessionEvent) {
    switch event.kind {
    case .prepared where state == .preparing:
      state = .prepared
      // A host that is warm may be so for long, with hundreds beside it.
      watchdog?.pause()
    case .starting:
      state = .starting
      watchdog?.resume()
    case .ready: state = .running
    case .stopping:
      state = .stopping
      watchdog?.resume()
    default: break
    }
  }

  func ended(_ record: EndRecord) {
    state = .ended
    watch(milliseconds: 0)
    let value = stream.masked(record.value.object ?? Properties())
    self.record = value
    log.write(.info, "the session has ended: \(record.reason.code.rawValue)\(record.reason.detail.isEmpty ? "" : ": " + record.reason.detail)")
    carryOut(custody.ended(stream.add(.endRecord, value)))
  }

  /// Counters as events, so often; 0 ends them.
  func watch(milliseconds: Int) {
    loop.cancel(watchTimer)
    watchTimer = .none
    guard milliseconds > 0, state != .ended else { return }
    let interval = min(max(milliseconds, 100), 3_600_000)
    watchTimer = loop.after(UInt64(interval) * 1_000_000) { [unowned self] in
      session.totals { [stream] in stream.add(.counters, $0.value) }
      watch(milliseconds: interval)
    }
  }

  private func carryOut(_ actions: [Custody.Action]) {
    for action in actions { carryOut(action) }
  }

  private func carryOut(_ action: Custody.Action) {
    switch action {
    case .refuse(let id, let reason):
      log.write(.warning, "refused a connection: \(reason)")
      present.removeValue(forKey: id)?.refuse(reason)
    case .control: break
    case .wait(let milliseconds):
      loop.cancel(timer)
      timer = loop.after(UInt64(milliseconds) * 1_000_000) { [unowned self] in carryOut(custody.timeout()) }
    case .stopWaiting: loop.cancel(timer)
    case .end(let reason): session.requestStop(reason)
    case .keepRecord: keepRecord()
    case .forgetRecord: endFile.remove()
    case .leave: leave()
    }
  }

  private func keepRecord() {
    guard let record else { return }
    do {
      try endFile.write(JSON.bytes(of: .object(record)))
    } catch {
      log.write(.error, "\(error)")
    }
  }

  private func leave() {
    loop.cancel(timer)
    connection?.pump()
    let call = whenLeaving
    whenLeaving = nil
    call?()
  }

  /// From the watchdog's thread, while the loop is blocked for good: the record goes to the folder, and to the server if it reads.
  func blocked(_ record: EndRecord) {
    let value = stream.masked(record.value.object ?? Properties())
    stream.add(.endRecord, value)
    do {
      try endFile.write(JSON.bytes(of: .object(value)))
    } catch {
      log.write(.error, "\(error)")
    }
    blockedWriter.write(stream)
  }
}
