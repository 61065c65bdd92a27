internal import TenCore

/// Frames that wait for a reader, within a bound: audio and pictures make room, oldest first, all else may not be lost.
package struct FrameQueue: Sendable {
  private var frames: [(bytes: [UInt8], mayDrop: Bool)?] = []
  private var head = 0
  /// Where the first frame that may be dropped can stand.
  private var firstToDrop = 0
  package private(set) var bytes = 0
  package private(set) var dropped = 0
  package let bound: Int

  package init(bound: Int = 1 << 20) { self.bound = bound }

  package var isEmpty: Bool { bytes == 0 }

  /// - Returns: false when the frame cannot be kept and may not be dropped: the reader is too far behind.
  package mutating func add(_ frame: Frame) -> Bool {
    let new = frame.bytes
    while bytes + new.count > bound, dropOldest() {}
    guard bytes + new.count <= bound || isEmpty else {
      dropped += frame.type.mayDrop ? 1 : 0
      return frame.type.mayDrop
    }
    frames.append((new, frame.type.mayDrop))
    bytes += new.count
    return true
  }

  private mutating func dropOldest() -> Bool {
    firstToDrop = max(firstToDrop, head)
    while firstToDrop < frames.count {
      if let frame = frames[firstToDrop], frame.mayDrop {
        frames[firstToDrop] = nil
        bytes -= frame.bytes.count
        dropped += 1
        return true
      }
      firstToDrop += 1
    }
    return false
  }

  package mutating func dropAll() {
    frames = []
    (head, firstToDrop, bytes) = (0, 0, 0)
  }

  /// The oldest frames, as many as fit into `limit` bytes, at least one.
  package mutating func take(_ limit: Int = 65_536) -> [UInt8] {
    var result: [UInt8] = []
    while head < frames.count {
      guard let frame = frames[head] else {
        head += 1
        continue
      }
      if !result.isEmpty, result.count + frame.bytes.count > limit { break }
      result.append(contentsOf: frame.bytes)
      bytes -= frame.bytes.count
      frames[head] = nil
      head += 1
    }
    if head == frames.count {
      dropAll()
    } else if head > 512, head * 2 > frames.count {
      frames.removeFirst(head)
      firstToDrop = max(0, firstToDrop - head)
      head = 0
    }
    return result
  }
}
