public import TenCore

extension AgoraToken {
  private static let version = "007"
  private static let longest = 65_536

  /// The token as it is handed out.
  public var text: Secret {
    var bytes: [UInt8] = []
    bytes.addText(signature)
    return Secret(Self.version + Base64.text(Crypto.deflated(bytes + signed)))
  }

  /// Reads a token; nothing is checked but its form.
  /// - Throws: `badToken`.
  public init(_ text: Secret) throws(ChannelError) {
    let all = text.reveal()
    guard all.hasPrefix(Self.version) else { throw Self.bad("it does not begin with \(Self.version)") }
    guard all.utf8.count <= Self.longest, let packed = Base64.bytes(Array(all.utf8.dropFirst(3))) else {
      throw Self.bad("it is no base64, or longer than \(Self.longest) bytes")
    }
    guard let bytes = Crypto.inflated(packed, limit: Self.longest) else { throw Self.bad("its content cannot be unpacked") }
    var reader = TokenReader(bytes)
    signature = try reader.text()
    signed = reader.rest
    appID = try reader.string()
    issuedAt = try reader.integer()
    life = try reader.integer()
    salt = try reader.integer()
    var services: [Service] = []
    for _ in 0..<(try reader.integer(UInt16.self)) {
      let service = try reader.service()
      services.append(service)
      // Services are sorted, and nothing after an unknown one can be found.
      if case .other(let type) = service, type > 7 { break }
    }
    self.services = services
  }

  static func bad(_ reason: String) -> ChannelError { ChannelError(.badToken, attempted: "reading an Agora token", reason: reason) }

  static func info(_ app: String, _ issuedAt: UInt32, _ life: UInt32, _ salt: UInt32, _ services: [Service]) throws(ChannelError) -> [UInt8] {
    guard !services.isEmpty else { throw ChannelError(.badToken, attempted: "making an Agora token", reason: "it has no service") }
    var bytes: [UInt8] = []
    bytes.addText(Array(app.utf8))
    for number in [issuedAt, life, salt] { bytes.addInteger(number) }
    bytes.addInteger(UInt16(services.count))
    for service in services {
      switch service {
      case .rtc(let channel, let user, let privileges): add(1, privileges, [channel, user], to: &bytes)
      case .rtm(let user, let privileges): add(2, privileges, [user], to: &bytes)
      case .other(let type): throw ChannelError(.badToken, attempted: "making an Agora token", reason: "service \(type) is not made here")
      }
    }
    return bytes
  }

  private static func add(_ type: UInt16, _ privileges: Privileges, _ texts: [String], to bytes: inout [UInt8]) {
    bytes.addInteger(type)
    bytes.addInteger(UInt16(privileges.count))
    for (id, life) in privileges.sorted(by: { $0.key < $1.key }) {
      bytes.addInteger(id)
      bytes.addInteger(life)
    }
    for text in texts { bytes.addText(Array(text.utf8)) }
  }

  /// The small numbers are keys here, and the certificate is the message.
  static func sign(_ info: [UInt8], _ app: AgoraApp, _ issuedAt: UInt32, _ salt: UInt32) -> [UInt8] {
    var (issued, salted): ([UInt8], [UInt8]) = ([], [])
    issued.addInteger(issuedAt)
    salted.addInteger(salt)
    let key = Crypto.hmac(key: salted, Crypto.hmac(key: issued, Array(app.certificate.reveal().utf8)))
    return Crypto.hmac(key: key, info)
  }
}

/// Reads the bytes of a token from their begin.
struct TokenReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var rest: [UInt8] { Array(bytes[offset...]) }

  mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type = T.self) throws(ChannelError) -> T {
    try take(MemoryLayout<T>.size).reversed().reduce(0) { $0 << 8 | T($1) }
  }

  mutating func text() throws(ChannelError) -> [UInt8] { Array(try take(Int(try integer(UInt16.self)))) }
  mutating func string() throws(ChannelError) -> String { String(decoding: try text(), as: UTF8.self) }

  private mutating func take(_ count: Int) throws(ChannelError) -> ArraySlice<UInt8> {
    guard offset + count <= bytes.count else { throw AgoraToken.bad("its content ends too early") }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  mutating func service() throws(ChannelError) -> AgoraToken.Service {
    let type = try integer(UInt16.self)
    var privileges: AgoraToken.Privileges = [:]
    for _ in 0..<(try integer(UInt16.self)) {
      let id = try integer(UInt16.self)
      privileges[id] = try integer(UInt32.self)
    }
    switch type {
    case 1: return .rtc(channel: try string(), user: try string(), privileges)
    case 2: return .rtm(user: try string(), privileges)
    case 3, 6: _ = (try text(), try text())
    case 5: _ = try text()
    case 7: _ = (try text(), try text(), try integer(UInt16.self))
    default: break
    }
    return .other(type: type)
  }
}
