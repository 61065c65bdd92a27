/// The bytes of a file, read with bounds: a file may say anything of itself.
struct ByteView {
  private let bytes: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }
  private init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }
  var array: [UInt8] { Array(bytes) }

  /// The little-endian number of that many bytes; nil where it does not lie inside.
  func number(at offset: UInt64, bytes size: Int) -> UInt64? {
    guard let part = part(at: offset, count: UInt64(size)) else { return nil }
    var value: UInt64 = 0
    for byte in part.bytes.reversed() { value = value << 8 | UInt64(byte) }
    return value
  }

  /// nil where it does not lie inside.
  func part(at offset: UInt64, count: UInt64) -> ByteView? {
    let end = offset.addingReportingOverflow(count)
    guard !end.overflow, end.partialValue <= UInt64(bytes.count) else { return nil }
    return ByteView(bytes[bytes.startIndex + Int(offset)..<bytes.startIndex + Int(end.partialValue)])
  }

  /// The text up to the next zero; nil where it does not lie inside, or has more than 64 KiB.
  func text(at offset: UInt64) -> String? {
    guard offset < UInt64(bytes.count) else { return nil }
    let rest = bytes[(bytes.startIndex + Int(offset))...].prefix(65_536)
    guard let end = rest.firstIndex(of: 0) else { return nil }
    return String(decoding: rest[..<end], as: UTF8.self)
  }
}
