internal import Glibc
internal import TenControl
internal import TenCore

/// A process that has loaded a graph, and of which each host is a fork.
///
/// It has one thread, and neither loop nor task (its `Rehearsal` is over by then): a fork would lose them. It waits for its supervisor's requests, for
/// its children's ends, and for what they print. When its supervisor's connection ends, it stays until its last child has ended, so that all endings
/// are on record.
final class ForkServer {
  /// Runs in the child, on the descriptor that listens; the child ends with what it returns.
  typealias Body = (HostSeed, _ listener: CInt) -> HostExit

  let folder: RuntimeFolder
  var port: SupervisorPort
  let signals: SignalPipe
  /// The limit of descriptors that children get.
  let descriptors: rlimit
  let body: Body
  var hosts: [pid_t: ForkedHost] = [:]
  private var isEnding = false

  init(port: SupervisorPort, folder: RuntimeFolder, body: @escaping Body) throws(ForkError) {
    self.port = port
    self.folder = folder
    self.body = body
    signals = try SignalPipe([SIGCHLD, SIGTERM, SIGINT, SIGHUP])
    descriptors = OwnProcess.raiseDescriptors()
    OwnProcess.allowTimerSlack()
  }

  /// Says that it is ready, and serves until nobody needs it.
  func run(_ greeting: ForkGreeting) {
    port.say(.ready(greeting))
    while port.isOpen && !isEnding || !hosts.isEmpty { turn() }
    port.finish()
  }

  private func turn() {
    let now = OwnProcess.time
    let readers = hosts.values.filter { $0.hasOutput && !$0.output.isOverRate(at: now) }
    var looks = [pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)]
    // A negative descriptor is skipped.
    looks.append(pollfd(fd: port.isOpen ? port.descriptor : -1, events: port.isOpen ? port.events : 0, revents: 0))
    for host in readers { looks.append(pollfd(fd: host.output.descriptor, events: Int16(POLLIN), revents: 0)) }
    let isHeldBack = hosts.values.contains { $0.output.isOverRate(at: now) }
    guard poll(&looks, nfds_t(looks.count), isHeldBack ? CInt(1_000 - now % 1_000) : -1) > 0 else { return }
    for (host, look) in zip(readers, looks[2...]) where look.revents != 0 {
      if hosts[host.processID]?.output.take(at: now) == false { hosts[host.processID]?.hasOutput = false }
    }
    // The endings before the requests: a request may follow from one.
    if looks[0].revents != 0 { takeSignals() }
    if looks[1].revents & Int16(POLLOUT) != 0 { port.write() }
    if port.isOpen, looks[1].revents & ~Int16(POLLOUT) != 0 {
      for line in port.read() { handle(line) }
    }
  }

  private func takeSignals() {
    for number in signals.take() where number != SIGCHLD { isEnding = true }
    var status: CInt = 0
    while true {
      let process = waitpid(-1, &status, WNOHANG)
      guard process > 0 else { break }
      guard var host = hosts.removeValue(forKey: process) else { continue }
      host.output.takeRest(at: OwnProcess.time)
      host.output.closeAll()
      let ending = ForkedHost.Ending(status: status)
      host.record(ending, in: folder)
      port.say(.exited(host: host.name, code: ending.code, signal: ending.signal))
    }
  }

  private func handle(_ line: [UInt8]) {
    do throws(ControlError) {
      switch try ForkRequest(line: line) {
      case .fork(let seed): fork(seed)
      }
    } catch {
      port.say(.failed(host: "", reason: "a request to the fork server is not understood: \(error)"))
    }
  }

  private func fork(_ seed: HostSeed) {
    do throws(ForkError) {
      guard !isEnding else { throw ForkError("the fork server ends") }
      let host = try bear(seed)
      hosts[host.processID] = host
      port.say(.forked(host: seed.host, processID: Int(host.processID), startTime: OwnProcess.startTime(of: host.processID) ?? 0))
    } catch {
      port.say(.failed(host: seed.host, reason: "starting the host '\(seed.host)' failed: \(error)"))
    }
  }
}
