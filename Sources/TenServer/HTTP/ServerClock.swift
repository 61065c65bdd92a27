internal import Glibc

/// The two clocks of the server.
public enum ServerClock {
  /// Milliseconds that never go back.
  public static func monotonic() -> Int { read(CLOCK_MONOTONIC) }

  /// Unix time in milliseconds.
  public static func unix() -> Int { read(CLOCK_REALTIME) }

  private static func read(_ clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }
}
