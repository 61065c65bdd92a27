internal import NIOCore
internal import NIOPosix

/// Regular beats, for what must be looked at now and then.
struct Beats: Sendable {
  /// A beat every so many milliseconds; none is kept while the one before has not been taken.
  let every: @Sendable (_ milliseconds: Int) -> AsyncStream<Void>

  static let real = Beats { milliseconds in
    AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
      let time = TimeAmount.milliseconds(Int64(milliseconds))
      let task = MultiThreadedEventLoopGroup.singleton.next().scheduleRepeatedTask(initialDelay: time, delay: time) { _ in
        continuation.yield()
      }
      continuation.onTermination = { _ in task.cancel() }
    }
  }
}
