internal import CUV
internal import Glibc

/// A timer of the system that one thread waits for and others set. Setting it wakes nobody, as a condition's signal would. Must be closed.
struct Alarm: Sendable {
  private let descriptor: CInt

  init() throws(UVError) {
    descriptor = timerfd_create(CLOCK_MONOTONIC, CInt(TFD_CLOEXEC))
    guard descriptor >= 0 else { throw UVError(rawValue: -errno, attempted: "creating a timer of the system") }
  }

  /// Lets it ring once, so many nanoseconds from now, in place of what was set before; 0 for never.
  func set(_ nanoseconds: UInt64) {
    var time = itimerspec()
    time.it_value = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    timerfd_settime(descriptor, 0, &time, nil)
  }

  /// Blocks the thread until it rings.
  func wait() {
    var count: UInt64 = 0
    while read(descriptor, &count, 8) < 0, errno == EINTR {}
  }

  func close() { _ = Glibc.close(descriptor) }
}
