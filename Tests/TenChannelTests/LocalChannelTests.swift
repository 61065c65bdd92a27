import TenCore
import TenLoop
import Testing

@testable import TenChannel

@Test func mediaDataAndMessagesReachTheOthersOverTheSocket() throws {
  try withServer { loop, transport in
    let (a, b) = (try await Guest.enter(transport, .rtc(1)), try await Guest.enter(transport, .rtc(2)))
    let (writer, reader) = (try await Guest.enter(transport, .rtm("1")), try await Guest.enter(transport, .rtm("2")))
    for byte in 0..<50 { #expect(a.connection.publish(sound(UInt8(byte)))) }
    let picture = ChannelVideo(
      codec: .vp8, isKeyframe: true, width: 640, height: 360, timestamp: -5, payload: Payload([UInt8](repeating: 9, count: 200_000)))
    #expect(a.connection.publish(picture))
    try a.connection.send(data: Payload([1, 2, 3]))
    try writer.connection.send(message: Payload(Array("hällo".utf8)), customType: "text")
    try writer.connection.setPresence(["state": "thinking"])
    await loop.until { b.data.count == 1 && b.video.count == 1 && reader.events.contains { if case .presence = $0 { true } else { false } } }
    #expect(b.audio == (0..<50).map { sound(UInt8($0)) })
    #expect(b.video == [picture])
    #expect(b.data == [Payload([1, 2, 3])])
    #expect(reader.messages == ["1 text hällo"])
    #expect(a.audio.isEmpty)
    #expect(b.messages.isEmpty)
    #expect(Set(a.joined) == [.rtc(2), .rtm("1"), .rtm("2")])
    #expect(reader.joined == [.rtc(1), .rtc(2), .rtm("1")])
    let late = try await Guest.enter(transport, .rtm("3"))
    await loop.until { late.events.contains { if case .presence("1", ["state": "thinking"]) = $0 { true } else { false } } }
  }
}

@Test func whoLeavesAndWhoIsLostAreToldApart() throws {
  try withServer { loop, transport in
    let watcher = try await Guest.enter(transport, .rtc(1))
    let leaver = try await Guest.enter(transport, .rtc(2))
    let lost = try await Guest.enter(transport, .rtc(3))
    await leaver.connection.leave()
    await leaver.connection.leave()
    #expect(leaver.end == nil)
    #expect(!leaver.connection.publish(sound(1)))
    (lost.connection as? LocalConnection)?.abandon()
    await loop.until { watcher.left.count == 2 }
    #expect(watcher.left == ["rtc 2 left", "rtc 3 dropped"])
    #expect(watcher.connection.participants.isEmpty)
    _ = try await Guest.enter(transport, .rtc(2))
  }
}

@Test func aPlaceThatIsTakenAndANameThatIsNoneAreRefused() throws {
  try withServer { _, transport in
    _ = try await Guest.enter(transport, .rtc(1))
    #expect(await code { _ = try await Guest.enter(transport, .rtc(1)) } == .taken)
    #expect(await code { _ = try await Guest.enter(transport, .rtc(1), "a/b") } == .badChannel)
    #expect(await code { _ = try await Guest.enter(transport, .rtc(0)) } == .badParticipant)
  }
}

@Test func withoutAServerTheErrorSaysHowToStartOne() throws {
  try withSocket { loop, path in
    let transport = LocalTransport(loop, path: path)
    await #expect {
      _ = try await Guest.enter(transport, .rtc(1))
    } throws: { error in
      (error as? ChannelError)?.code == .noServer && "\(error)".contains("tenhost channels")
    }
  }
}

@Test func aSecondServerIsRefusedAndTheFileOfADeadOneReplaced() throws {
  try withSocket { loop, path in
    let server = try await ChannelServer.start(loop, path: path)
    #expect(await code { _ = try await ChannelServer.start(loop, path: path) } == .taken)
    server.close()
    // What a killed server leaves: a socket's file that nobody listens on.
    let dead = try UnixSocketFile(path)
    defer { dead.remove() }
    let next = try await ChannelServer.start(loop, path: path)
    _ = try await Guest.enter(LocalTransport(loop, path: path), .rtc(1)).connection.leave()
    next.close()
  }
}

@Test func theEndOfTheServerIsTold() throws {
  try withSocket { loop, path in
    let server = try await ChannelServer.start(loop, path: path)
    let guest = try await Guest.enter(LocalTransport(loop, path: path), .rtc(1))
    server.close()
    await loop.until { guest.end != nil }
    #expect(guest.end?.code == .closed)
  }
}

@Test(
  arguments: [
    [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 1], [1, 0, 0, 0, 0x77], [3, 0, 0, 0, 1, 0x7b, 0x7d], [1, 0, 0, 0, 8], Array("GET / HTTP/1.1\r\n\r\n".utf8),
  ] as [[UInt8]])
func whatIsNoProtocolEndsThatConnectionAlone(bytes: [UInt8]) throws {
  try withSocket { loop, path in
    let server = try await ChannelServer.start(loop, path: path)
    defer { server.close() }
    let transport = LocalTransport(loop, path: path)
    let guest = try await Guest.enter(transport, .rtc(1))
    let pipe = try await UVPipe.connect(loop, path: path)
    try await pipe.write(bytes)
    var decoder = FrameDecoder()
    var answer: Frame?
    while answer == nil, let read = try await pipe.read() {
      decoder.add(read)
      answer = try decoder.next()
    }
    pipe.close()
    guard case .event(.ended(let error)) = try ServerFrame(try #require(answer)) else {
      Issue.record("no end was told")
      return
    }
    #expect(error.code == .malformed)
    #expect(guest.end == nil)
    await guest.connection.leave()
  }
}

@Test func aReaderThatStandsStillMissesAudioAndStaysInUntilMessagesAreTooMany() throws {
  try withSocket { loop, path in
    let server = try await ChannelServer.start(loop, path: path)
    defer { server.close() }
    let transport = LocalTransport(loop, path: path)
    let pipe = try await UVPipe.connect(loop, path: path)
    let request = JoinRequest(channel: "room", participant: .rtc(9))
    try await pipe.write(ClientFrame.join(request).frame.bytes)
    let speaker = try await Guest.enter(transport, .rtc(1))
    await loop.until { speaker.joined == [.rtc(9)] }
    for _ in 0..<60 {
      for _ in 0..<4 { speaker.connection.publish(sound(1, count: 32_000)) }
      await loop.wait(milliseconds: 2)
    }
    #expect(speaker.left.isEmpty)
    let packet = Payload([UInt8](repeating: 1, count: 1_024))
    for _ in 0..<6_000 where speaker.left.isEmpty {
      for _ in 0..<40 { try speaker.connection.send(data: packet) }
      await loop.wait(milliseconds: 2)
    }
    #expect(speaker.left == ["rtc 9 dropped"])
    pipe.close()
    await speaker.connection.leave()
  }
}

@Test func aServerWithACertificateLetsInWhoHasAToken() throws {
  let app = try AgoraApp(id: "970CA35de60c44645bbae8a215061b33", certificate: Secret("5CFd2fd1755d40ecb72977518be15d3b"))
  try withServer(app: app) { loop, transport in
    var now: UInt32 { UInt32(loop.unixTime / 1_000_000_000) }
    func token(_ account: String, life: UInt32 = 600, isPublisher: Bool = true, issuedAt: UInt32? = nil) throws -> Secret {
      try AgoraToken.withRTM(
        app: app, channel: "room", account: account, isPublisher: isPublisher, issuedAt: issuedAt ?? now, life: life, privilegeLife: life, salt: 5
      ).text
    }
    let guest = try await Guest.enter(transport, .rtc(1), token: try token("1"))
    _ = try await Guest.enter(transport, .rtm("1"), token: try token("1"))
    #expect(await code { _ = try await Guest.enter(transport, .rtc(2)) } == .noToken)
    #expect(await code { _ = try await Guest.enter(transport, .rtc(2), token: Secret("007x")) } == .badToken)
    #expect(await code { _ = try await Guest.enter(transport, .rtc(2), token: try token("1")) } == .foreignToken)
    #expect(await code { _ = try await Guest.enter(transport, .rtc(2), token: try token("2", issuedAt: now - 700)) } == .expiredToken)
    let listener = try await Guest.enter(transport, .rtc(3), token: try token("3", isPublisher: false))
    listener.connection.publish(sound(1))
    await loop.until { listener.end != nil }
    #expect(listener.end?.code == .notPermitted)
    #expect(guest.audio.isEmpty)
    // Announced at once, since less than 30 s are left; renewed, it lives on; the other one ends.
    // A machine that stands still may let both end: then once more.
    for life in [2, 8, 32] as [UInt32] {
      guard let renewing = try? await Guest.enter(transport, .rtc(5), token: try token("5", life: life)),
        let brief = try? await Guest.enter(transport, .rtc(4), token: try token("4", life: life))
      else { continue }
      await loop.until { renewing.end != nil || renewing.events.contains { if case .tokenWillExpire = $0 { true } else { false } } }
      try? renewing.connection.renew(token: try token("5"))
      await loop.until { brief.end != nil }
      #expect(brief.end?.code == .expiredToken)
      if renewing.end == nil { return }
    }
    Issue.record("none lived on")
  }
}
