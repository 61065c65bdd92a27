internal import Glibc
internal import TenControl
internal import TenCore
internal import TenLoop
internal import TenRuntime

/// Prepares a session, says so to whoever connects, and ends with the connection.
struct ControlledHost {
  let seed: HostSeed
  let listener: CInt
  let folder: RuntimeFolder
  let graph: CompiledGraph
  let surroundings: Surroundings

  func run() -> HostExit {
    guard let loop = try? UVLoop() else { return .sessionFailed }
    let pool = OffloadPool()
    let options = HostOptions()
    let host = Host(
      extensions: surroundings.extensions, loop: loop, loops: GroupThreads(), offloading: pool, seed: 1, options: options)
    guard let watchdog = try? Watchdog(host, onStall: { _ in }, onBlock: { _ in }) else { return .sessionFailed }
    guard let session = try? host.prepare(graph, name: "s1") else { return .sessionFailed }
    final class Done: @unchecked Sendable { var value = false }; let done = Done()
    withExtendedLifetime((watchdog, session)) {
      _ = Task(executorPreference: loop) { try? await session.prepared(); done.value = true }
      loop.run(until: { done.value })
    }
    var look = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    poll(&look, 1, -1)
    let connection = accept(listener, nil, nil)
    let line = HostReply.event(HostEvent(sequence: 1, kind: .prepared, time: OwnProcess.time, body: [:])).line + [10]
    _ = write(connection, line, line.count)
    var byte: UInt8 = 0
    _ = read(connection, &byte, 1)
    _exit(0)
  }
}
