internal import Glibc

/// One HTTP/1.1 connection that is kept, with calls that block: the least that a client can cost.
final class BenchConnection {
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 65_536)

  init?(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
    guard code == 0 else {
      Glibc.close(descriptor)
      return nil
    }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { Glibc.close(descriptor) }

  struct Answer {
    var status: Int
    var body: String
    /// Milliseconds from the server's receipt of the request's head to its answer, by its own clock.
    var serverTime: Double?
  }

  /// nil when the connection is gone.
  func post(_ path: String, _ body: String) -> Answer? {
    let head = "POST \(path) HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
    let bytes = Array((head + body).utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { return nil }
    var text: [UInt8] = []
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return nil }
      text += buffer[..<count]
      if let answer = Self.parse(text) { return answer }
    }
  }

  /// A whole answer; nil while it is not whole.
  private static func parse(_ bytes: [UInt8]) -> Answer? {
    let text = String(decoding: bytes, as: UTF8.self)
    let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let lines = parts[0].split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
    let length = value(of: "content-length", in: lines).flatMap { Int($0) }
    guard let length, parts[1].utf8.count >= length else { return nil }
    let total = value(of: "server-timing", in: lines)?.split(separator: "total;dur=").last
    return Answer(status: status, body: String(parts[1]), serverTime: total.flatMap { Double($0) })
  }

  private static func value(of header: String, in lines: [Substring]) -> Substring? {
    lines.first { $0.lowercased().hasPrefix("\(header):") }.map { $0.drop { $0 != ":" }.dropFirst().trimmingSpaces }
  }
}

extension Substring {
  fileprivate var trimmingSpaces: Substring { drop { $0 == " " } }
}
