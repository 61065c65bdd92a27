public import TenCore

/// Takes known secrets out of texts that nobody masked, such as what a process wrote to its standard error before it died.
public struct SecretScrubber: Sendable {
  /// UTF-8, the longest first: one may hold another.
  private let secrets: [[UInt8]]

  public init(_ secrets: [Secret] = []) {
    self.secrets = secrets.map { Array($0.reveal().utf8) }.filter { !$0.isEmpty }.sorted { $1.count < $0.count }
  }

  /// What is secret in a process' environment, by the names. Shorter values, such as those of `KEYBOARD`, are parts of other words.
  public static func secrets(in environment: [String: String]) -> [Secret] {
    environment.filter { soundsSecret($0.key) && $0.value.utf8.count >= 4 }.map { Secret($0.value) }
  }

  /// Of a start request: the values that `takes` marks secret (every text where it is empty), what came from the environment, and every longer text in
  /// the overrides for single nodes, of which only the host knows which are secret.
  /// - Parameter environment: secrets of the environment that the host has.
  public init(of request: StartRequest, takes: [Value], environment: [Secret] = []) {
    let declared = takes.compactMap(\.object).filter { $0["secret"]?.bool == true }.flatMap { [$0["name"]?.string, $0["from"]?.string] }
    var texts: [String] = []
    for (name, value) in request.values {
      let isSecret = takes.isEmpty || declared.contains(name) || request.fromEnvironment.contains("start.\(name)") || Self.soundsSecret(name)
      if isSecret { Self.collect(value, leastLength: 1, into: &texts) }
    }
    for node in request.nodes.values {
      for (name, value) in node { Self.collect(value, leastLength: Self.soundsSecret(name) ? 1 : 8, into: &texts) }
    }
    self.init(texts.map { Secret($0) } + environment)
  }

  public func scrub(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var bytes = Array(bytes)
    for secret in secrets { Self.replace(secret, in: &bytes) }
    return bytes
  }

  public func scrub(_ text: String) -> String { String(decoding: scrub(Array(text.utf8)), as: UTF8.self) }

  private static func replace(_ secret: [UInt8], in bytes: inout [UInt8]) {
    guard bytes.count >= secret.count else { return }
    var result: [UInt8] = []
    var from = 0
    var index = 0
    while index + secret.count <= bytes.count {
      if bytes[index] == secret[0], bytes[index..<(index + secret.count)].elementsEqual(secret) {
        result += bytes[from..<index]
        result += Array(Masking.mask.utf8)
        index += secret.count
        from = index
      } else {
        index += 1
      }
    }
    guard from > 0 else { return }
    bytes = result + bytes[from...]
  }

  private static func collect(_ value: Value, leastLength: Int, into texts: inout [String]) {
    switch value {
    case .object(let object): for (_, value) in object { collect(value, leastLength: leastLength, into: &texts) }
    case .array(let array): for value in array { collect(value, leastLength: leastLength, into: &texts) }
    case .string(let text): if text.utf8.count >= leastLength { texts.append(text) }
    case .int(let number): if leastLength == 1 { texts.append("\(number)") }
    default: break
    }
  }

  private static let words = ["token", "secret", "key", "password", "credential", "certificate"].map { Array($0.utf8) }

  /// Asked for every value of every start: by bytes, of which the bit makes capital letters small.
  private static func soundsSecret(_ name: String) -> Bool {
    let name = name.utf8.map { $0 | 0x20 }
    return words.contains { word in name.indices.contains { name[$0...].starts(with: word) } }
  }
}
