internal import Glibc

/// What stands for a client in the limits of rate.
enum ClientAddress {
  /// The first half of an IPv6 address, since a client has all the addresses that share it; any other address as it is.
  static func key(_ address: String) -> String {
    var parsed = in6_addr()
    guard address.utf8.contains(UInt8(ascii: ":")), inet_pton(AF_INET6, address, &parsed) == 1 else { return address }
    let bytes = withUnsafeBytes(of: parsed) { Array($0) }
    // A client by IPv4, at a socket for both.
    if bytes.starts(with: Array(repeating: 0, count: 10) + [0xff, 0xff]) { return address }
    return bytes[..<8].map { String($0, radix: 16) }.joined(separator: ":")
  }
}
