internal import TenCore
internal import Glibc

/// Where text goes: standard output, standard error, a log file, or memory. From any thread.
///
/// While a session runs, nothing waits for a reader that does not read: text is kept then, log lines beyond a bound are dropped and counted.
final class Outlet: Sendable {
  private struct State {
    var pending: [UInt8] = []
    var written: [UInt8] = []
    var dropped = 0
    var isBroken = false
    /// The line that is rewritten in place, at the end of a terminal.
    var live = ""
    var secrets = SecretFilter()
  }

  /// nil keeps what is written in memory.
  private let descriptor: Int32?
  private let file: RotatingFile?
  let isTerminal: Bool
  /// A file always has room, or says that it has none.
  private let isFile: Bool
  /// What one `write` may take without waiting, once `poll` says that there is room.
  private let piece: Int
  private let state = Locked(State())

  /// Log lines are dropped when so many bytes wait to be written.
  static let bound = 1 << 20

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    file = nil
    isTerminal = isatty(descriptor) == 1
    var status = stat()
    isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    piece = isFile ? 1 << 20 : isTerminal ? 512 : 4_096
  }

  /// Writes to a file of bounded size.
  init(_ file: RotatingFile) {
    descriptor = file.descriptor
    self.file = file
    isTerminal = false
    isFile = true
    piece = 1 << 20
  }

  /// Keeps everything in memory.
  init(isTerminal: Bool = false) {
    descriptor = nil
    file = nil
    isFile = false
    self.isTerminal = isTerminal
    piece = 0
  }

  /// What was written to memory.
  var text: String { state.withLock { String(decoding: $0.written, as: UTF8.self) } }

  /// Whether nobody will ever read what is written.
  var isBroken: Bool { state.withLock { $0.isBroken } }

  /// Texts that must never be seen, from now on.
  func hide(_ secrets: SecretFilter) { state.withLock { $0.secrets = secrets } }

  /// - Parameter text: whole lines.
  func write(_ text: String, mayDrop: Bool = false) {
    state.withLock { state in
      if mayDrop && state.pending.count > Self.bound {
        state.dropped += 1
        return
      }
      eraseLive(&state)
      if state.dropped > 0 && state.pending.isEmpty {
        state.pending.append(contentsOf: "\(state.dropped) log lines were dropped, since nobody read them\n".utf8)
        state.dropped = 0
      }
      let text = state.secrets.applied(to: text)
      file?.makeRoom(for: text.utf8.count)
      state.pending.append(contentsOf: text.utf8)
      state.pending.append(contentsOf: state.live.utf8)
      drain(&state, waiting: false)
    }
  }

  /// Shows a line at the end of the terminal in place of the one before; empty for none.
  func showLive(_ line: String) {
    guard isTerminal else { return }
    state.withLock { state in
      guard line != state.live else { return }
      eraseLive(&state)
      state.live = line
      state.pending.append(contentsOf: line.utf8)
      drain(&state, waiting: false)
    }
  }

  /// Tries again what nobody has read yet, and looks whether the reader is still there.
  func retry() {
    state.withLock { state in
      if !state.pending.isEmpty { drain(&state, waiting: false) }
      guard let descriptor else { return }
      var look = pollfd(fd: descriptor, events: 0, revents: 0)
      if poll(&look, 1, 0) > 0, look.revents & Int16(POLLERR | POLLHUP) != 0 { state.isBroken = true }
    }
  }

  /// Writes out everything, and waits for the reader.
  func finish() {
    showLive("")
    state.withLock { drain(&$0, waiting: true) }
  }

  private func eraseLive(_ state: inout State) {
    if !state.live.isEmpty { state.pending.append(contentsOf: "\r\u{1B}[K".utf8) }
  }

  private func drain(_ state: inout State, waiting: Bool) {
    guard let descriptor else {
      state.written += state.pending
      state.pending = []
      return
    }
    var done = 0
    while done < state.pending.count, !state.isBroken {
      if !isFile {
        var look = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let ready = poll(&look, 1, waiting ? -1 : 0)
        if ready < 0 && errno == EINTR { continue }
        guard ready > 0 else { break }
      }
      let count = state.pending[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, min($0.count, piece)) }
      if count < 0 {
        if errno == EINTR || (errno == EAGAIN && waiting) { continue }
        if errno == EAGAIN { break }
        // A full disk or a closed descriptor loses the text, but not the session.
        state.isBroken = errno == EPIPE || errno == EIO
        done = state.pending.count
      } else {
        done += count
      }
    }
    if state.isBroken { done = state.pending.count }
    state.pending.removeFirst(done)
  }
}
