internal import Logging
internal import TenChannel
internal import TenCore
internal import TenRuntime

/// What happens in the channel, told to the session. Called on the node's loop.
extension AgoraRtc {
  /// Speakers that are listened to at once, so that a crowd costs no more.
  private static let maximumSpeakers = 64

  func happened(_ event: ChannelEvent) {
    guard !isStopping else { return }
    switch event {
    case .joined(let who): tell("on_user_joined", of: who)
    case .left(let who, let reason):
      if let uid = who.uid { listening[uid] = nil }
      tell("on_user_left", of: who, ["reason": .string(reason)])
    case .audio(let speaker, let audio): hear(speaker, audio)
    case .video(let sender, let video): see(sender, video)
    case .data(let sender, let bytes) where sender != uid:
      send(["data": .bytes(bytes), "stream_id": Value(sender), "channel": .string(channel)])
    case .data, .message, .presence: break
    case .tokenWillExpire: renewToken()
    case .ended(let error): ended(error)
    }
  }

  private func hear(_ speaker: UInt32, _ audio: ChannelAudio) {
    guard settings.subscribesAudio, isUser(speaker) else { return }
    guard listening[speaker] != nil || listening.count < Self.maximumSpeakers else {
      return once("speakers", "more than \(Self.maximumSpeakers) participants speak: the others are not heard")
    }
    var ear = listening[speaker] ?? Listening(sampleRate: settings.sampleRate, channels: settings.channels)
    defer { listening[speaker] = ear }
    do {
      let payload = try ear.convert(audio)
      guard !payload.isEmpty else { return }
      var frame = AudioFrame(Self.audioName, sampleRate: settings.sampleRate, channels: settings.channels, payload: payload)
      frame.timestamp = audio.timestamp
      frame.turn = .none
      frame.properties = origin(speaker)
      context.send(frame)
    } catch {
      once("audio of \(speaker)", "participant \(speaker): \(error)", isError: true)
    }
  }

  private func see(_ sender: UInt32, _ video: ChannelVideo) {
    guard settings.subscribesVideo, isUser(sender) else { return }
    guard var frame = RawPicture.received(video) else {
      return once("codec", "participant \(sender) sends \(video.codec) pictures that are not decoded here: only raw ones are passed on")
    }
    frame.turn = .none
    frame.properties = origin(sender)
    context.send(frame)
  }

  /// The avatar speaks the agent's own words: they are never taken for the user's.
  private func isUser(_ speaker: UInt32) -> Bool {
    guard speaker != uid, avatarID == 0 || speaker != avatarID else { return false }
    return userID == 0 || speaker == userID
  }

  private func origin(_ speaker: UInt32) -> Properties { ["stream_id": Value(speaker), "channel": .string(channel)] }

  private func send(_ packet: Properties) {
    var data = DataMessage(Self.dataName, packet)
    data.turn = .none
    if case .rejected(let error) = context.trySend(data) { once("overdraft", "passing a packet on: \(error)", isError: true) }
  }

  private func tell(_ name: MessageName, of who: Participant, _ more: Properties = Properties()) {
    guard who.kind == .rtc else { return }
    tell(name, (["remote_user_id": .string(who.id)] as Properties).merging(more))
  }

  private func tell(_ name: MessageName, _ more: Properties) {
    var command = Command(name, (["channel": .string(channel), "user_id": .string(String(uid))] as Properties).merging(more))
    command.turn = .none
    let context = context
    let outcome = context.trySend(command) { result in
      guard result.status == .error else { return }
      context.log.warning("'\(name)' was answered with an error: \(result.detail)")
    }
    if case .rejected(let error) = outcome { once("commands", "telling '\(name)': \(error)", isError: true) }
  }

  private func renewToken() {
    guard makesTokens else { return tell("on_token_will_expire", [:]) }
    do {
      try connection?.renew(token: makeToken())
    } catch {
      context.report("renewing the token for channel '\(channel)': \(error)")
    }
  }

  private func ended(_ error: ChannelError) {
    connection = nil
    tell("on_connection_failure", ["reason": .string(error.reason)])
    context.fail("channel '\(channel)': \(error)")
  }
}
