/// An immutable, reference-counted run of bytes, or a slice of one. Copies and slices share the bytes: fan-out copies nothing.
///
/// At most 4 GiB. Safe to use from any thread, since the bytes never change after creation.
@frozen
public struct Payload: @unchecked Sendable {
  // @unchecked: protected by immutability; the bytes are written once, before the storage is shared.
  @usableFromInline let storage: Storage?
  @usableFromInline let start: UInt32
  @usableFromInline let length: UInt32

  /// The bytes, in the tail of the object: one allocation a payload.
  @usableFromInline typealias Storage = ManagedBuffer<Int, UInt8>

  @inlinable init(storage: Storage?, start: UInt32, length: UInt32) {
    self.storage = storage
    self.start = start
    self.length = length
  }

  /// No bytes, and no allocation.
  @inlinable public init() { self.init(storage: nil, start: 0, length: 0) }

  /// Makes `count` bytes and lets `fill` write them; they are zero before. The only time at which the bytes can be written.
  public init<E: Error>(count: Int, fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
    precondition(count >= 0 && count <= Int(UInt32.max), "a payload holds at most 4 GiB, not \(count) bytes")
    guard count > 0 else {
      self.init()
      return
    }
    let storage = Storage.create(minimumCapacity: count) { _ in count }
    let pointer = storage.withUnsafeMutablePointerToElements { $0 }
    pointer.initialize(repeating: 0, count: count)
    try fill(UnsafeMutableRawBufferPointer(start: pointer, count: count))
    self.init(storage: storage, start: 0, length: UInt32(count))
  }

  /// A payload with a copy of these bytes.
  public init(copying bytes: UnsafeRawBufferPointer) {
    self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
  }

  public init(_ bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { Payload(copying: $0) }
  }

  /// The number of bytes.
  @inlinable public var count: Int { Int(length) }
  @inlinable public var isEmpty: Bool { length == 0 }

  /// The bytes in `range`, without copying; the whole stays alive as long as the slice does.
  public subscript(range: Range<Int>) -> Payload {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) is outside of a payload of \(count) bytes")
    return Payload(storage: storage, start: start + UInt32(range.lowerBound), length: UInt32(range.count))
  }

  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "\(index) is outside of a payload of \(count) bytes")
    return withUnsafeBytes { $0[index] }
  }

  /// Reads the bytes. The pointer is valid inside of the closure only.
  @inlinable
  public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
    guard let storage else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    let base = storage.withUnsafeMutablePointerToElements { $0 }
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeRawBufferPointer(start: base + Int(start), count: Int(length)))
  }

  /// Whether both are views of the same bytes in memory (not merely equal bytes).
  public func sharesStorage(with other: Payload) -> Bool { storage === other.storage }
}

extension Payload: Hashable {
  public static func == (a: Self, b: Self) -> Bool {
    guard a.length == b.length else { return false }
    if a.storage === b.storage && a.start == b.start { return true }
    return a.withUnsafeBytes { x in b.withUnsafeBytes { y in x.elementsEqual(y) } }
  }

  public func hash(into hasher: inout Hasher) { withUnsafeBytes { hasher.combine(bytes: $0) } }
}

extension Payload: CustomStringConvertible {
  public var description: String { "\(count) bytes" }
}
