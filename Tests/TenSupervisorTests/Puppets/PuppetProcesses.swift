import TenCore
import TenSupervisor

/// Processes that do not exist: numbers beyond those of the system, and what becomes of them.
final class PuppetProcesses: ProcessControl {
  private struct State {
    var alive: Set<ProcessIdentity> = []
    var stopped: Set<ProcessIdentity> = []
    var memory: [ProcessIdentity: Int] = [:]
    var signals: [(process: ProcessIdentity, signal: Int)] = []
    var last = 100_000_000
    var onKill: (@Sendable (ProcessIdentity, Int) -> Void)?
  }

  private let state = Locked(State())

  func make() -> ProcessIdentity {
    state.withLock { state in
      state.last += 1
      let process = ProcessIdentity(processID: state.last, startTime: 7)
      state.alive.insert(process)
      return process
    }
  }

  func end(_ process: ProcessIdentity) { state.withLock { _ = $0.alive.remove(process) } }
  func stop(_ process: ProcessIdentity) { state.withLock { _ = $0.stopped.insert(process) } }
  func use(memory: Int, of process: ProcessIdentity) { state.withLock { $0.memory[process] = memory } }
  func onKill(_ body: @escaping @Sendable (ProcessIdentity, Int) -> Void) { state.withLock { $0.onKill = body } }
  var alive: Set<ProcessIdentity> { state.withLock { $0.alive } }
  var signals: [Int] { state.withLock { $0.signals.map(\.signal) } }

  func canWork(_ process: ProcessIdentity) -> Bool { state.withLock { $0.alive.contains(process) && !$0.stopped.contains(process) } }
  func exists(_ process: ProcessIdentity) -> Bool { state.withLock { $0.alive.contains(process) } }

  func kill(_ process: ProcessIdentity, _ signal: Int, group: Bool) {
    let call = state.withLock { state in
      state.signals.append((process, signal))
      return state.onKill
    }
    call?(process, signal)
  }

  func use(_ process: ProcessIdentity) -> (memory: Int, seconds: Double)? {
    state.withLock { $0.alive.contains(process) ? ($0.memory[process] ?? 1 << 20, 0.5) : nil }
  }
}
