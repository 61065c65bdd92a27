internal import TenControl
internal import TenCore
internal import TenLoop

/// A fork server: a process that has loaded one graph and of which each host is a fork.
///
/// On the loop's thread only. Must be ended by `end` or `release`.
final class ForkServerLink: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  enum Readiness: Sendable {
    case ready(ForkGreeting)
    case invalid([Value])
    case failed(LinkError)
  }

  struct Forked: Sendable {
    var processID: Int
    var startTime: Int
  }

  let loop: UVLoop
  let graph: String
  /// Its answer to being started.
  let readiness = Promise<Readiness>()
  /// Hosts of it that have not ended.
  var hosts: Set<String> = []
  private let process: ForkServerProcess
  private let channel: LineChannel
  private var forks: [String: Promise<Result<Forked, LinkError>>] = [:]
  private(set) var isOpen = true

  /// A host has ended, or was not made: its exit code, or the signal.
  var onExit: ((String, HostEnd?) -> Void)?
  /// The connection is over, unasked.
  var onEnd: ((LinkError) -> Void)?

  init(_ loop: UVLoop, graph: String, _ process: ForkServerProcess) {
    self.loop = loop
    self.graph = graph
    self.process = process
    channel = LineChannel(process.pipe)
    Task(executorPreference: loop) { await self.read() }
  }

  func fork(_ seed: HostSeed, milliseconds: Int) async throws(LinkError) -> Forked {
    let promise = Promise<Result<Forked, LinkError>>()
    do {
      guard isOpen, try channel.offer(ForkRequest.fork(seed).line) else {
        throw LinkError(.broken, "the fork server of graph '\(graph)' takes no requests")
      }
    } catch {
      throw (error as? LinkError) ?? LinkError(.broken, "\(error)")
    }
    forks[seed.host] = promise
    hosts.insert(seed.host)
    guard let answer = await promise.get(within: milliseconds, on: loop) else {
      forks[seed.host] = nil
      // Should it be made yet, it ends by itself: nobody connects to it.
      hosts.remove(seed.host)
      throw LinkError(.late, "the fork server of graph '\(graph)' made no host within \(milliseconds) ms")
    }
    let forked = try answer.get()
    // Both may have come at once: nobody is told of its end again.
    guard hosts.contains(seed.host) else { throw LinkError(.broken, "host \(seed.host) ended as soon as it was made") }
    return forked
  }

  /// Closes the connection and sees to it that the process goes.
  func end() async {
    drop(LinkError(.broken, "the fork server of graph '\(graph)' was ended"), tell: false)
    await process.end()
  }

  /// Closes the connection, and leaves the process to its hosts: it goes when the last of them has.
  func release() {
    drop(LinkError(.broken, "the fork server of graph '\(graph)' was let go"), tell: false)
    process.release()
  }

  private func read() async {
    var reason = LinkError(.broken, "the fork server of graph '\(graph)' ended")
    do {
      while isOpen, let line = try await channel.next() { take(try ForkReply(line: line)) }
    } catch {
      reason = LinkError(.unreadable, "the connection to the fork server of graph '\(graph)' is of no use: \(error)")
    }
    drop(reason, tell: true)
  }

  private func take(_ reply: ForkReply) {
    switch reply {
    case .ready(let greeting): readiness.fulfil(.ready(greeting))
    case .invalid(let problems): readiness.fulfil(.invalid(problems))
    case .forked(let host, let processID, let startTime):
      forks.removeValue(forKey: host)?.fulfil(.success(Forked(processID: processID, startTime: startTime)))
    case .failed(let host, let reason):
      forks.removeValue(forKey: host)?.fulfil(.failure(LinkError(.refused, reason)))
      hosts.remove(host)
      onExit?(host, nil)
    case .exited(let host, let code, let signal):
      hosts.remove(host)
      onExit?(host, HostEnd(code: code, signal: signal))
    }
  }

  private func drop(_ reason: LinkError, tell: Bool) {
    guard isOpen else { return }
    isOpen = false
    channel.close()
    readiness.fulfil(.failed(reason))
    let all = forks
    forks = [:]
    for promise in all.values { promise.fulfil(.failure(reason)) }
    if tell { onEnd?(reason) }
  }
}

extension HostEnd {
  /// nil when nobody knows.
  fileprivate init?(code: Int?, signal: Int?) {
    if let signal { self = .signalled(signal) } else if let code { self = .exited(code: code) } else { return nil }
  }
}
