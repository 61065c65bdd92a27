internal import TenCore
internal import TenSupervisor

/// Who wants counters of which session: a session is watched as often as its most impatient reader wants.
final class Watches: Sendable {
  struct Watch: Sendable {
    fileprivate let session: String
    fileprivate let number: Int
  }

  private struct State {
    var last = 0
    var wanted: [String: [Int: Int]] = [:]
  }

  private let state = Locked(State())

  /// - Parameter milliseconds: nil for who wants none.
  func begin(_ session: String, _ milliseconds: Int?, _ service: any SessionService) async -> Watch? {
    guard let milliseconds else { return nil }
    let (watch, shortest) = state.withLock { state in
      state.last += 1
      state.wanted[session, default: [:]][state.last] = milliseconds
      return (Watch(session: session, number: state.last), state.wanted[session]?.values.min() ?? milliseconds)
    }
    await service.watch(session, milliseconds: shortest)
    return watch
  }

  func end(_ watch: Watch?, _ service: any SessionService) async {
    guard let watch else { return }
    let shortest = state.withLock { state in
      state.wanted[watch.session]?[watch.number] = nil
      if state.wanted[watch.session]?.isEmpty == true { state.wanted[watch.session] = nil }
      return state.wanted[watch.session]?.values.min() ?? 0
    }
    await service.watch(watch.session, milliseconds: shortest)
  }
}
