internal import Glibc

/// What one host writes to standard output and standard error, on its way into a file of bounded length: the first of it is kept, which tells how it
/// began, and the last, since a trap speaks last.
///
/// The host writes into a pipe. Whoever floods it waits for the next second.
struct HostOutput {
  /// The reading end.
  let descriptor: CInt
  private let path: String
  /// Made with the first byte: most hosts print nothing, and to make a file costs more than all else here.
  private var file: CInt = -1
  private(set) var length = 0
  /// The second in which `taken` bytes were read.
  private var second = 0
  private var taken = 0

  /// The file never has more bytes; when it would, the older half goes of what comes after its first bytes.
  static let maximum = 128 << 10
  static let first = 16 << 10
  /// Bytes that a host may write in a second.
  static let rate = 1 << 20

  /// - Parameter writer: the other end, for the host.
  init(path: String, writer: inout CInt) throws(ForkError) {
    var ends: (CInt, CInt) = (-1, -1)
    let code = withUnsafeMutableBytes(of: &ends) { pipe($0.baseAddress?.assumingMemoryBound(to: CInt.self)) }
    guard code == 0 else { throw ForkError(errno, "making a pipe for a host's output") }
    for end in [ends.0, ends.1] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ends.0, F_SETFL, O_NONBLOCK)
    self.path = path
    descriptor = ends.0
    writer = ends.1
  }

  /// Whether the host has written more than it may in this second.
  func isOverRate(at milliseconds: Int) -> Bool { milliseconds / 1_000 == second && taken >= Self.rate }

  /// Takes over what has come. - Returns: false at the end of the pipe.
  mutating func take(at milliseconds: Int) -> Bool {
    if milliseconds / 1_000 != second { (second, taken) = (milliseconds / 1_000, 0) }
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = read(descriptor, &chunk, chunk.count)
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
    taken += count
    append(chunk[..<count])
    return true
  }

  /// The host has ended: takes over what is left in the pipe. A process that the host left behind may still write; it gets no more than that.
  mutating func takeRest(at milliseconds: Int) {
    for _ in 0..<16 {
      var waiting: CInt = 0
      guard ioctl(descriptor, UInt(FIONREAD), &waiting) == 0, waiting > 0, take(at: milliseconds) else { break }
    }
  }

  private mutating func append(_ bytes: ArraySlice<UInt8>) {
    if file < 0 { file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600) }
    // What cannot be kept is lost: the host is not to wait for it.
    guard file >= 0 else { return }
    if length + bytes.count > Self.maximum { keepHalf() }
    let count = bytes.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count > 0 { length += count }
  }

  private mutating func keepHalf() {
    let start = min(length, Self.first)
    var last = [UInt8](repeating: 0, count: (length - start) / 2)
    let count = pread(file, &last, last.count, length - last.count)
    ftruncate(file, off_t(start))
    length = start
    let gap = "\n(what came here is left out)\n"
    length += max(0, write(file, gap, gap.utf8.count))
    if count > 0 { length += max(0, write(file, last, count)) }
  }

  func closeAll() {
    close(descriptor)
    if file >= 0 { close(file) }
  }
}
