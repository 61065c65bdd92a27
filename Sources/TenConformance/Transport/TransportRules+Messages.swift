internal import TenChannel
internal import TenCore
internal import TenRuntime
internal import TenTesting

extension TransportRules {
  static let messages = [dataIsBounded, messagesAreBounded, messagesOfOthers]

  static let dataIsBounded = ConformanceRule(
    "transport.data-is-bounded", "a packet of 1,024 bytes goes out; a longer one does not, is told as an error, and the next one goes out"
  ) { subject, seed in
    try requires(.data, subject, "data")
    let (outcome, hub) = try run(subject, seed) { scene, hub in
      for count in [1_024, 2_000, 10] {
        try await scene.send(DataMessage("data", ["data": .bytes(Payload([UInt8](repeating: 65, count: count)))]))
        await scene.wait(.milliseconds(200))
      }
    }
    let sent = hub.data(by: own).map(\.count)
    try require(sent == [1_024, 10], "of packets of 1024, 2000 and 10 bytes those of \(sent) bytes went out")
    let isTold = (outcome.node?.errors ?? 0) > 0 || outcome.entries.contains { $0.name == "error" }
    try require(isTold, "a packet that is too long was dropped without an error")
    try outcome.requireAlive("after a packet that is too long")
  }

  static let messagesAreBounded = ConformanceRule(
    "transport.messages-are-bounded", "publish sends a text; one of more than 32 KiB is answered with an error, and the next one goes out"
  ) { subject, seed in
    try requires(.messages, subject, "messages")
    let (outcome, hub) = try run(subject, seed) { scene, hub in
      let long = try await scene.send(Command("publish", ["message": .bytes(Payload([UInt8](repeating: 65, count: 40_000)))]))
      try require(!long.isOK, "a message of 40000 bytes was answered OK")
      let short = try await scene.send(Command("publish", ["message": "hello"]))
      try require(short.isOK, "a short message was answered \(short.status) (\(short.detail))")
      await scene.wait(.milliseconds(200))
    }
    try require(
      hub.messages(by: String(own)) == ["hello"], "after 'publish' of 'hello' the channel has \(hub.messages(by: String(own)).count) messages")
    try outcome.requireAlive("after a message that is too long")
  }

  static let messagesOfOthers = ConformanceRule(
    "transport.messages-of-others",
    "what others write comes once as rtm_message_event, with message, publisher and channelName; what it wrote itself does not come"
  ) { subject, seed in
    try requires(.messages, subject, "messages")
    try run(subject, seed, prepare: { $0.echoes = true }) { scene, hub in
      let ola = try await hub.enter(channel, .rtm("ola"))
      _ = try await scene.send(Command("publish", ["message": "mine"]))
      try ola.connection.send(message: Payload(Array("hers".utf8)), customType: "")
      await scene.wait(.seconds(1))
      let events = scene.data("rtm_message_event").map {
        "\($0["channelName"]?.string ?? "?"): \($0["publisher"]?.string ?? "?") wrote \($0["message"]?.string ?? "?")"
      }
      try require(events == ["\(channel): ola wrote hers"], "of ola's 'hers' and its own 'mine' came: \(events)")
    }
  }
}
