/// The clock that loops count by, for code that is on none.
package enum MonotonicClock {
  /// Nanoseconds.
  package static var now: UInt64 { UV.hrtime() }
}
