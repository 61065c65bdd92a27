internal import Glibc

/// The two clocks of the server.
public enum ServerClock {
  /// Milliseconds that never go back.
  public static func monotonic() -> Int { nanoseconds() / 1_000_000 }

  /// Nanoseconds that never go back.
  static func nanoseconds() -> Int {
    let time = read(CLOCK_MONOTONIC)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  /// Unix time in milliseconds.
  public static func unix() -> Int {
    let time = read(CLOCK_REALTIME)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
