internal import Glibc
internal import TenCore
internal import TenRuntime
internal import TenTesting

/// P12: sessions started and stopped in one process.
enum Sessions {
  static func churn() throws {
    var graph = TestGraph()
    for index in 0..<4 { graph = graph.node("n\(index)", Answerer.self) }
    graph = graph.connect("n0", .command, "ask", "n1").connect("n2", .audio, "pcm_frame", "n3")
    let runner = try Runner()
    let host = runner.host(graph)
    let compiled = graph.compiled
    try runner.run { _ in
      for _ in 0..<2_000 { try await once(host, compiled) }
      let before = Footprint.now()
      var rates: [Double] = []
      for _ in 0..<20 {
        let begin = now()
        for _ in 0..<5_000 { try await once(host, compiled) }
        rates.append(5_000 / (now() - begin) * 1e9)
      }
      let after = Footprint.now()
      _ = Report("P12", "graphs started and stopped in one process", percentile(rates, 0.5), "per_s")
      _ = Report("P12", "memory gained over 100000 graphs", Double(after.kibibytes - before.kibibytes), "KiB")
      if after.descriptors != before.descriptors || after.threads != before.threads {
        print("descriptors or threads were left: \(before) -> \(after)")
      }
    }
  }

  private static func once(_ host: Host, _ graph: CompiledGraph) async throws {
    let session = try host.start(graph)
    try await session.ready()
    let record = await session.stop()
    if !record.audit.isEmpty { print("audit: \(record.audit)") }
  }

  private static func exchange(_ host: Host, _ graph: CompiledGraph) async throws {
    let session = try host.start(graph)
    try await session.ready()
    let result = try await session.send(Command("go"), to: "all")
    let record = await session.stop()
    if !result.isOK || !record.audit.isEmpty { print("a session failed: \(result.detail) \(record.audit)") }
  }

  /// Five nodes that exchange all five kinds of message, run a timer and a child task; started and stopped again and again.
  static func soak(sessions: Int) throws {
    var graph = TestGraph().node("all", Everything.self).node("answerer", AsyncAnswerer.self)
    for index in 0..<3 { graph = graph.node("n\(index)", Taker.self) }
    graph = graph.connect("all", .command, "ask", "answerer")
    for (kind, name) in [(MessageKind.data, "bytes"), (.audio, "pcm_frame"), (.video, "picture")] {
      graph = graph.connect("all", kind, name, "n0", "n1", "n2")
    }
    let runner = try Runner()
    let host = runner.host(graph)
    let compiled = graph.compiled
    try runner.run { _ in
      let begin = now()
      for round in 0..<sessions {
        if round % max(1, sessions / 10) == 0 { print("after \(round) sessions: \(Footprint.now())") }
        try await exchange(host, compiled)
      }
      print("after \(sessions) sessions: \(Footprint.now()), \(Int(Double(sessions) / (now() - begin) * 1e9)) sessions a second")
    }
  }
}

/// Takes everything and answers nothing.
private actor Taker: Extension {
  static let manifest = Manifest(name: "taker")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func receive(_ frame: AudioFrame) {}
  func receive(_ frame: VideoFrame) {}
  func handle(_ data: DataMessage) async throws {}
}

/// Sends one of each kind, has a timer run out and a child task end.
private actor Everything: Extension {
  static let manifest = Manifest(name: "everything")
  nonisolated let context: ExtensionContext

  init(_ context: ExtensionContext) { self.context = context }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    context.spawn { [context] in try await context.clock.sleep(for: .seconds(3_600)) }
    let answer = try await context.send(Command(Commands.name, ["text": "hello"]))
    guard answer.isOK else { return answer }
    try await context.send(DataMessage(Streams.dataName, ["text": "hello"], payload: Payload([1, 2, 3])))
    context.send(Streams.frame())
    context.send(VideoFrame("picture", width: 2, height: 2, payload: Payload([UInt8](repeating: 0, count: 16))))
    async let child = context.send(Command(Commands.name))
    try await context.clock.sleep(for: .nanoseconds(1))
    return try await child
  }
}

/// What the kernel says that this process holds.
struct Footprint: CustomStringConvertible {
  var kibibytes: Int
  var descriptors: Int
  var threads: Int

  var description: String { "\(kibibytes) KiB resident, \(descriptors) descriptors, \(threads) threads" }

  static func now() -> Footprint {
    Footprint(kibibytes: status("VmRSS:"), descriptors: entries("/proc/self/fd"), threads: status("Threads:"))
  }

  private static func status(_ key: String) -> Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      if text.hasPrefix(key) { return Int(text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" })[1]) ?? 0 }
    }
    return 0
  }

  private static func entries(_ path: String) -> Int {
    guard let folder = opendir(path) else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count - 3
  }
}
