import TenAudio
import TenChannel
import TenCore
import TenGraph
import TenNet
import TenExtensions
import TenRuntime
import TenTesting

/// A voice graph in a channel in memory, with vendors made of puppets.
struct VoiceCall: Sendable {
  let loop: VirtualLoop
  let hub: ChannelHub
  let host: Host
  let graph: CompiledGraph
  let vendors: FakeVendors
  let log: LogLines

  static let bot: UInt32 = 7
  static let avatar: UInt32 = 12_345

  static func run(
    _ name: String, seed: UInt64 = 0, vendors switches: FakeVendors.Switches = FakeVendors.Switches(),
    _ body: @escaping @Sendable (VoiceCall) async throws -> Void
  ) throws {
    var compiler = try GraphRun.compiler
    compiler.environment = [
      "OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": "http://llm.test/v1", "HEYGEN_API_KEY": "hg-test", "HEYGEN_API_BASE": "http://hg.test",
      "AGORA_APP_ID": "0123456789abcdef0123456789abcdef",
    ]
    let graph = try compiler.compile(file: GraphRun.file("graphs/\(name).json"), replacing: ["stt": "relay", "tts": "tts_tones"])
    try VirtualLoop.run(seed: seed) { loop in
      let hub = ChannelHub()
      hub.attach(to: loop)
      let vendors = FakeVendors(loop, switches)
      let log = LogLines()
      var options = HostOptions()
      options.makeLogHandler = { _, _ in log.handler }
      let host = Host(
        extensions: allExtensions, loop: loop, offloading: VirtualOffloading(seed: seed), seed: seed, options: options)
      try await body(VoiceCall(loop: loop, hub: hub, host: host, graph: graph, vendors: vendors, log: log))
    }
  }

  /// A session in a channel that waits for its user.
  func start(_ channel: String = "room") async throws -> Session {
    let session = try host.start(
      graph, StartRequest(values: ["channel": .string(channel), "bot_uid": Value(Int(Self.bot)), "avatar_uid": Value(Int(Self.avatar))]))
    try await session.ready()
    return session
  }

  /// A human who hears and types.
  func enter(_ channel: String = "room", uid: UInt32 = 17) async throws -> Human {
    let keys = try await hub.enter(channel, .rtm(String(uid)))
    return Human(ear: try await hub.enter(channel, .rtc(uid)), keys: keys, loop: loop)
  }
}

struct Human: Sendable {
  let ear: HubParticipant
  let keys: HubParticipant
  let loop: VirtualLoop

  func type(_ text: String) throws {
    try keys.connection.send(
      message: Payload(Array(JSON.text(of: .object(["data_type": "input_text", "text": .string(text)])).utf8)), customType: "")
  }

  /// The turn of each piece of sound that was heard, in order.
  var heard: [Int] { ear.audio.compactMap { TonePair.number(in: $0.payload, sampleRate: $0.sampleRate) } }

  /// The turns that were heard, in order.
  var turns: [Int] { heard.reduce(into: []) { if $0.last != $1 { $0.append($1) } } }

  /// What the screen shows at the end.
  var transcripts: [Properties] {
    var parts: [Substring: [Int: Substring]] = [:]
    return ear.data.compactMap { packet in
      let text = packet.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
      let fields = text.split(separator: "|")
      guard fields.count == 4, let part = Int(fields[1]), let count = Int(fields[2]) else { return nil }
      parts[fields[0], default: [:]][part] = fields[3]
      guard let all = parts[fields[0]], all.count == count else { return nil }
      return (try? JSON.parse((1...count).flatMap { Self.decode(all[$0] ?? "") }))?.object
    }
  }

  func finals(_ role: String) -> [String] {
    transcripts.filter { $0["role"]?.string == role && $0["is_final"] == true && $0["data_type"] == "transcribe" }.compactMap { $0["text"]?.string }
  }

  private static func decode(_ text: Substring) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var (bits, count, bytes) = (0, 0, [UInt8]())
    for character in text where character != "=" {
      bits = (bits << 6 | (alphabet.firstIndex(of: character) ?? 0)) & 0xffff
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(bits >> count & 255))
    }
    return bytes
  }
}

/// Every line that was logged.
final class LogLines: Sendable {
  private let all = Locked<[String]>([])
  var lines: [String] { all.withLock { $0 } }
  var handler: any LogHandler { Handler(lines: self) }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }
    func log(event: LogEvent) { lines.all.withLock { $0.append("\(event.message)") } }
  }
}
