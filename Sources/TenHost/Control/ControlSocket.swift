internal import Glibc
internal import Logging
internal import TenControl
internal import TenCore
internal import TenLoop

/// Accepts the connections of a host, and reads their lines. On the loop's thread only.
final class ControlSocket: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.

  /// Connections that have not said who they are.
  private static let mostStrangers = 8
  /// Nanoseconds that they may take for it.
  private static let helloTime: UInt64 = 5_000_000_000

  private let loop: UVLoop
  private let listener: PipeListener
  private let stream: EventStream
  private let log: HostLog
  private let control: HostControl
  private var connections: [Int: ControlConnection] = [:]
  private var strangers = 0
  private var lastID = 0
  private var isClosed = false

  init(_ loop: UVLoop, _ listener: PipeListener, _ stream: EventStream, _ log: HostLog, _ control: HostControl) {
    self.loop = loop
    self.listener = listener
    self.stream = stream
    self.log = log
    self.control = control
  }

  /// Runs until `close`.
  func serve() async {
    await withDiscardingTaskGroup { group in
      while !isClosed {
        guard let connection = await next() else { continue }
        group.addTask { await self.converse(connection) }
      }
    }
  }

  private func next() async -> ControlConnection? {
    do {
      return admit(try await listener.accept())
    } catch {
      if !isClosed { log.write(.warning, "a connection was lost: \(error)") }
      return nil
    }
  }

  private func admit(_ pipe: UVPipe) -> ControlConnection? {
    guard let peer = try? pipe.peer, peer.userID == geteuid() else {
      log.write(.warning, "refused a connection of another user")
      pipe.close()
      return nil
    }
    lastID += 1
    let connection = ControlConnection(lastID, pipe, stream)
    guard strangers < Self.mostStrangers else {
      connection.refuse("too many connections have not said hello yet")
      return nil
    }
    connections[connection.id] = connection
    return connection
  }

  private func converse(_ connection: ControlConnection) async {
    do {
      if try await greet(connection) {
        // What came with a line for which it was refused, or waits while another server takes the host over, is of nobody who controls it.
        while !connection.isClosed, let line = try await connection.lines.next() {
          take(line, from: connection)
          await connection.room()
        }
      }
    } catch {
      // A line that is too long, or a connection that broke: either way it is over. To put an error into words takes the runtime a while: where the
      // host itself has closed the connection, nobody would read them.
      if !connection.isClosed { connection.refuse("\(error)") }
    }
    connection.close()
    connections[connection.id] = nil
    control.lost(connection)
  }

  /// - Returns: whether the connection controls the host.
  private func greet(_ connection: ControlConnection) async throws -> Bool {
    strangers += 1
    defer { strangers -= 1 }
    let timer = loop.after(Self.helloTime) { connection.refuse("no hello came within \(Self.helloTime / 1_000_000_000) s") }
    defer { loop.cancel(timer) }
    guard let line = try await connection.lines.next() else { return false }
    do {
      guard case .hello(let lease, let epoch, let since) = try HostRequest(line: line) else {
        connection.refuse("the first line of a connection is a hello")
        return false
      }
      return control.hello(connection, lease: lease, epoch: epoch, since: since)
    } catch {
      connection.refuse("\(error)")
      return false
    }
  }

  private func take(_ line: [UInt8], from connection: ControlConnection) {
    do {
      control.take(try HostRequest(line: line), from: connection)
    } catch {
      // Whoever asked gets an answer; without an id nobody could be told.
      guard let id = RequestID.of(line) else { return connection.refuse("\(error)") }
      connection.answer(.result(id: id, status: .invalid, isFinal: true, ["detail": .string("\(error)")]))
    }
  }

  /// Ends all connections; `serve` returns then. May be called more than once.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    for connection in connections.values { connection.close() }
    listener.close()
  }
}
