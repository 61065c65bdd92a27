internal import TenCore

extension VirtualLoop {
  /// Suspends a task of the loop until the virtual clock has moved on by `duration`; everything that becomes ready meanwhile runs.
  public func wait(_ duration: Duration) async {
    await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
      _ = after(duration.nanoseconds) { continuation.resume() }
    }
  }
}
