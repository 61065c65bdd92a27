import TenRuntime

/// What a node asks of `ten_env`.
struct Environment: Sendable {
  let context: ExtensionContext

  struct Config: Decodable {
    var model: String
  }

  func properties() throws {
    let model = try context.properties.string("model")
    let rate = try context.properties.int("sample_rate")
    let isOn = try context.properties.bool("dump")
    let speed = try context.properties.double("voice.speed")
    let text = context.properties.all.json
    let params = JSON.text(of: context.properties["params"] ?? .null)
    let config = try context.properties.decode(Config.self)
    let isThere = context.properties["model"] != nil
    context.log.debug("\(model) \(rate) \(isOn) \(speed) \(text) \(params) \(config) \(isThere)")
  }

  func commands(_ command: Command, _ reply: PendingReply, _ frame: AudioFrame, _ picture: VideoFrame, _ data: DataMessage) async throws {
    let result = try await context.send(command)
    let answer = try await context.send(command, to: "llm", timeout: .seconds(10))
    context.trySend(command) { result in self.context.log.info("\(result.status)") }
    for await result in try await context.stream(command) { context.log.info("\(result.status) \(answer.status)") }
    try await context.send(data)
    context.trySend(data)
    let outcome = context.send(frame)
    context.send(picture)
    try reply.send(.ok(["detail": "done"]))
    await reply.partial(.ok(["delta": "Hel"]))
    context.forward(command, reply)
    context.log.debug("\(result.status) \(outcome)")
  }

  func log(_ command: Command) {
    context.log.debug("a frame came")
    context.log.info("joined")
    context.log.warning("the vendor is slow")
    context.log.error("the vendor is gone")
    context.log.log(level: .info, "joined")
    context.log.info("joined", metadata: ["channel": "room_17"])
    context.report("the vendor refused a request")
    let name = context.nodeName
    let source = context.source(of: command)
    context.log.info("\(name) \(source ?? "")")
  }

  func time() async throws {
    try await context.clock.sleep(for: .seconds(1))
    let milliseconds = context.clock.unixTime / .milliseconds(1)
    let id = String(context.random.next(), radix: 16)
    let began = context.clock.now
    let task = context.spawn { try await self.context.clock.sleep(for: .milliseconds(50)) }
    task.cancel()
    let bytes = try await context.offload { [UInt8](repeating: 0, count: 1_024) }
    context.log.info("\(milliseconds) \(id) \(began) \(bytes.count)")
  }
}
