internal import TenAudio
internal import TenChannel
internal import TenCore
internal import TenGraph
internal import TenLoop

/// One stay in a channel. On the loop's thread.
final class JoinSession: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private static let answerTime: UInt64 = 10_000_000_000
  private static let mostHeard = 64

  private let plan: JoinPlan
  private let loop: UVLoop
  private let stop: LoopProgram.Stop
  private let reporter: JoinReporter
  private var media: (any ChannelConnection)?
  private var messages: (any ChannelConnection)?
  private var heard: [UInt32: HeardParticipant] = [:]
  private var assembler = TranscriptAssembler()
  private var textsSent = 0
  private var answerTimer = TimerID.none
  private var frame = 0
  private var voiceBegan: UInt64?
  private var isVoiceOver: Bool
  private var isOver = false
  private var lastSign: UInt64
  private var failure: String?

  init(_ plan: JoinPlan, _ loop: UVLoop, _ stop: LoopProgram.Stop) {
    self.plan = plan
    self.loop = loop
    self.stop = stop
    reporter = JoinReporter(plan) { loop.now }
    isVoiceOver = plan.voice == nil
    lastSign = loop.now
  }

  func run() async -> HostExit {
    let transport = LocalTransport(loop, path: plan.socket)
    do throws(ChannelError) {
      try await join(transport)
    } catch {
      problem("\(error)")
      await leave()
      return .startRefused
    }
    if let limit = plan.limit { _ = loop.after(limit) { [stop] in stop.stop() } }
    if let after = plan.after {
      _ = loop.after(after) { [self] in
        beginVoice()
        sendNext()
      }
    }
    lastSign = loop.now
    look()
    tick()
    await stop.wait()
    await leave()
    finish()
    if let failure {
      problem(failure)
      return .sessionFailed
    }
    return .ok
  }

  private func join(_ transport: LocalTransport) async throws(ChannelError) {
    let (own, ownUser) = (Participant.rtc(plan.uid), Participant.rtm(String(plan.uid)))
    messages = try await transport.join(plan.request(ownUser)) { [weak self] in self?.take($0) }
    media = try await transport.join(plan.request(own)) { [weak self] in self?.take($0) }
    reporter.show(
      "connected", ["channel": .string(plan.channel), "uid": Value(plan.uid)], words: "joined '\(plan.channel)' as \(plan.uid)")
  }

  private func leave() async {
    isOver = true
    await media?.leave()
    await messages?.leave()
  }

  private func problem(_ text: String) {
    ProblemReport(surroundings: plan.surroundings, json: plan.json).show(text)
  }

  private func fail(_ text: String) {
    guard !isOver else { return }
    failure = failure ?? text
    stop.stop()
  }

  private func isOwn(_ who: Participant) -> Bool { who.id == String(plan.uid) }

  private func take(_ event: ChannelEvent) {
    guard !isOver else { return }
    switch event {
    // Both connections are told of everybody: each kind is shown by its own.
    case .joined(let who):
      guard !isOwn(who), isFirst(who, in: &present) else { return }
      reporter.showParticipant("joined", who)
      sign()
      look()
    case .left(let who, let reason):
      guard !isOwn(who), present.remove(who) != nil else { return }
      reporter.showParticipant("left", who, reason: reason)
    case .audio(let uid, let audio): hear(uid, audio)
    case .video(let uid, let video): participant(uid)?.add(video)
    case .data(let uid, let packet):
      sign()
      guard let object = assembler.add(packet, now: loop.now) else { return }
      reporter.showTranscript(object, via: "data")
      _ = uid
      answered(object)
    case .message(let publisher, let bytes, let customType, _): read(publisher, bytes, customType)
    case .presence(let publisher, let states):
      let shown = states.sorted { $0.key < $1.key }
      reporter.show(
        "presence",
        ["publisher": .string(publisher), "states": .object(Properties(shown.map { ($0.key, .string($0.value)) }))],
        words: "presence of \(publisher): " + shown.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
    case .tokenWillExpire: reporter.show("token_will_expire", words: "the token ends in 30 s")
    case .ended(let error): fail("\(error)")
    }
  }

  private var present: Set<Participant> = []

  private func isFirst(_ who: Participant, in set: inout Set<Participant>) -> Bool { set.insert(who).inserted }

  private func sign() { lastSign = loop.now }

  /// Begins what waits for others, when they are there.
  private func look() {
    if media != nil, present.contains(where: { $0.kind == .rtc }) { beginVoice() }
    if textsSent == 0, messages != nil, present.contains(where: { $0.kind == .rtm }) { sendNext() }
  }

  private func participant(_ uid: UInt32) -> HeardParticipant? {
    if let found = heard[uid] { return found }
    guard heard.count < Self.mostHeard else { return nil }
    let new = HeardParticipant(uid, folder: plan.recordsTo, readsTones: plan.readsTones)
    heard[uid] = new
    return new
  }

  private func hear(_ uid: UInt32, _ audio: ChannelAudio) {
    guard let participant = participant(uid) else { return }
    do throws(AudioError) {
      guard try participant.add(audio, now: loop.now) else { return }
    } catch {
      return fail("\(error)")
    }
    sign()
    guard participant.speaksSince == nil else { return }
    participant.speaksSince = loop.now
    reporter.show("first_audio", ["uid": Value(uid)])
  }

  private func read(_ publisher: String, _ bytes: Payload, _ customType: String) {
    sign()
    let text = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    if let object = (try? JSON.parse(text))?.object, object["data_type"]?.string == "transcribe", object["text"]?.string != nil {
      reporter.showTranscript(object, via: "message")
      answered(object)
      return
    }
    reporter.show(
      "message", ["publisher": .string(publisher), "text": .string(text), "custom_type": .string(customType)], words: "\(publisher): \(text)")
  }

  private func beginVoice() {
    guard let voice = plan.voice, voiceBegan == nil, !isOver else { return }
    voiceBegan = loop.now
    reporter.show("speech_started", ["ms": Value(voice.frameCount * 20)])
    playFrame(voice)
  }

  private func playFrame(_ voice: Voice) {
    guard !isOver, let began = voiceBegan else { return }
    if media?.publish(voice.frame(frame)) == false { reporter.show("frame_dropped") }
    frame += 1
    if frame >= voice.frameCount, !isVoiceOver {
      isVoiceOver = true
      sign()
      reporter.show("speech_ended")
    }
    // Absolute, so that late timers do not add up.
    _ = loop.at(began + UInt64(frame) * Voice.frameNanoseconds) { [weak self] in self?.playFrame(voice) }
  }

  private func sendNext() {
    guard textsSent < plan.texts.count, !isOver, let messages else { return }
    let text = plan.texts[textsSent]
    textsSent += 1
    let object: Properties = ["data_type": "input_text", "text": .string(text)]
    do throws(ChannelError) {
      try messages.send(message: Payload(JSON.bytes(of: .object(object))), customType: "")
    } catch {
      return fail("\(error)")
    }
    sign()
    reporter.show("text_sent", ["text": .string(text)], words: "you: \(text)")
    loop.cancel(answerTimer)
    answerTimer = loop.after(Self.answerTime) { [weak self] in self?.sendNext() }
  }

  private func answered(_ object: Properties) {
    guard object["role"]?.string == "assistant", object["is_final"]?.bool == true, textsSent > 0 else { return }
    sendNext()
  }

  /// Looks for silence every 20 ms.
  private func tick() {
    guard !isOver else { return }
    for participant in heard.values where participant.speaksSince != nil && loop.now > participant.heardAt + HeardParticipant.silence {
      participant.speaksSince = nil
      reporter.show("audio_end", ["uid": Value(participant.uid), "last_audio_at_ns": Value(participant.heardAt)])
    }
    for participant in heard.values { reporter.showTones(participant, now: loop.now) }
    if let idle = plan.idle, isVoiceOver, textsSent == plan.texts.count, loop.now > lastSign + idle { stop.stop() }
    _ = loop.after(20_000_000) { [weak self] in self?.tick() }
  }

  private func finish() {
    for participant in heard.values.sorted(by: { $0.uid < $1.uid }) {
      do throws(AudioError) {
        try participant.close()
      } catch {
        failure = failure ?? "\(error)"
      }
      reporter.showTones(participant, now: .max)
      reporter.showSummary(participant)
    }
    let total: Properties = [
      "participants": Value(heard.count), "dropped_packets": Value(assembler.dropped), "voice_frames": Value(frame), "texts_sent": Value(textsSent),
    ]
    reporter.show("end", total)
  }
}
