/// The accounting of one connection, and what an inbox remembers of it. Confined to the loop of its receiver, but for `sent` and what is refused at
/// `send`, which the sender's loop counts in a record of its own when the two differ.
open class ConnectionRecord: @unchecked Sendable {
  // @unchecked: protected by its loop; every access is on the loop's thread.
  package let hot: UnsafeMutablePointer<Hot>

  package struct Hot {
    /// When the last message was sent, by the sender's loop's `Hot.milliseconds`; 0 for never.
    package var lastSent: UInt64 = 0
    package var counters = Counters()
    /// Messages of this connection that wait in the receiver's lanes.
    package var waiting = 0
    /// How many of them stand beyond the bound.
    package var overdraft = 0
    /// Where the oldest waiting message of each inbox class may stand, at the earliest, in the ordered lane.
    package var oldest = InlineArray<6, UInt64>(repeating: 0)
  }

  public init() {
    hot = .allocate(capacity: 1)
    hot.initialize(to: Hot())
  }

  deinit {
    hot.deinitialize(count: 1)
    hot.deallocate()
  }

  package final func drop(_ reason: DropReason) { hot.pointee.counters[reason] += 1 }
}
