internal import CCrypto
internal import CZlib

/// What tokens need of libcrypto and zlib.
enum Crypto {
  /// HMAC-SHA256.
  static func hmac(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: 32)
    var count: UInt32 = 0
    let done = key.withUnsafeBytes { HMAC(EVP_sha256(), $0.baseAddress, CInt($0.count), message, message.count, &result, &count) }
    precondition(done != nil && count == 32, "libcrypto has no HMAC-SHA256")
    return result
  }

  /// Compares in a time that tells nothing about the bytes.
  static func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    var result = [UInt8](repeating: 0, count: Int(count))
    let code = compress(&result, &count, bytes, uLong(bytes.count))
    precondition(code == Z_OK, "zlib cannot pack \(bytes.count) bytes: \(code)")
    return Array(result.prefix(Int(count)))
  }

  /// - Returns: nil for what is no zlib stream, or longer than `limit` bytes.
  static func inflated(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    var count = uLong(limit)
    var result = [UInt8](repeating: 0, count: limit)
    guard uncompress(&result, &count, bytes, uLong(bytes.count)) == Z_OK else { return nil }
    return Array(result.prefix(Int(count)))
  }
}
