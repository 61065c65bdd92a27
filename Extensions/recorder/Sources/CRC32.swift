internal import TenRuntime

/// The checksum of zip, PNG and Ethernet.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ value >> 1 : value >> 1 }
  }

  static func of(_ payload: Payload) -> UInt32 {
    payload.withUnsafeBytes { bytes in
      ~bytes.reduce(UInt32.max) { value, byte in table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
    }
  }

  /// Eight hexadecimal digits.
  static func text(of payload: Payload) -> String {
    let digits = String(of(payload), radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
