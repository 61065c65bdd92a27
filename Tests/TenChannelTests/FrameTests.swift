import TenCore
import TenTesting
import Testing

@testable import TenChannel

@Test(arguments: [1, 2, 3, 5, 7, 64, 4_096])
func framesComeOutAsTheyWentInHoweverTheBytesAreCut(piece: Int) throws {
  let frames = [
    ClientFrame.leave.frame, ClientFrame.audio(sound(3)).frame, ClientFrame.message(Payload([1]), customType: "a").frame,
    ServerFrame.welcome(channel: "room", [.rtc(1), .rtm("x")]).frame,
  ]
  let bytes = frames.flatMap(\.bytes)
  var decoder = FrameDecoder()
  var found: [Frame] = []
  for start in stride(from: 0, to: bytes.count, by: piece) {
    decoder.add(Array(bytes[start..<min(start + piece, bytes.count)]))
    while let frame = try decoder.next() { found.append(frame) }
  }
  #expect(found == frames)
  #expect(decoder.rest == 0)
}

@Test func aFrameOfAMebibyteIsReadAndALongerOneRefused() throws {
  var decoder = FrameDecoder()
  let longest = Frame(.video, Payload([UInt8](repeating: 0, count: Frame.longest - 1)))
  decoder.add(longest.bytes)
  let read = try decoder.next()
  #expect(read == longest)
  decoder.add(Frame(.video, Payload([UInt8](repeating: 0, count: Frame.longest))).bytes)
  #expect(throws: ChannelError.self) { _ = try nextFrame(&decoder) }
}

@Test func audioStandsOnTheWireAsTheProtocolSays() {
  let audio = ChannelAudio(sampleRate: 16_000, channels: 1, timestamp: 0x0102, payload: Payload([5, 6]))
  #expect(ClientFrame.audio(audio).frame.bytes == [19, 0, 0, 0, 2, 0x80, 0x3e, 0, 0, 1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 5, 6])
  #expect(ServerFrame.event(.audio(from: 7, audio)).frame.bytes.prefix(9) == [23, 0, 0, 0, 0x92, 7, 0, 0, 0])
}

@Test func pictureStandsOnTheWireAsTheProtocolSays() {
  let video = ChannelVideo(codec: .vp8, isKeyframe: true, width: 640, height: 360, timestamp: 1, payload: Payload([9]))
  #expect(ClientFrame.video(video).frame.bytes == [18, 0, 0, 0, 3, 2, 1, 0x80, 2, 0x68, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9])
}

@Test(arguments: [0, 1, 2, 3, 4, 5, 6, 7] as [UInt64])
func anyBytesAreReadOrRefused(seed: UInt64) {
  var random = SplitMix(state: seed)
  for type in [FrameType.join, .audio, .video, .data, .message, .presence, .renew, .leave] + [
    .welcome, .ended, .joined, .left, .heardAudio, .heardMessage,
  ] {
    for count in 0..<40 {
      let frame = Frame(type, Payload((0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }))
      _ = try? ClientFrame(frame)
      _ = try? ServerFrame(frame)
    }
  }
}

@Test func whatWaitsIsBoundedAndTheOldestAudioMakesRoom() {
  var queue = FrameQueue(bound: 1_000)
  let first = queue.add(Frame(.heardData, Payload([1])))
  #expect(first)
  for byte in 0..<20 {
    let isKept = queue.add(Frame(.heardAudio, Payload([UInt8](repeating: UInt8(byte), count: 95))))
    #expect(isKept)
  }
  #expect(queue.bytes <= 1_000)
  #expect(queue.dropped == 11)
  let bytes = queue.take(10_000)
  #expect(bytes.prefix(6) == [2, 0, 0, 0, 0x94, 1])
  #expect(bytes[11] == 11)
  #expect(queue.isEmpty)
}

@Test func dataBeyondTheBoundIsAnError() {
  var queue = FrameQueue(bound: 1_000)
  for _ in 0..<9 {
    let isKept = queue.add(Frame(.heardData, Payload([UInt8](repeating: 0, count: 100))))
    #expect(isKept)
  }
  let isKept = queue.add(Frame(.heardData, Payload([UInt8](repeating: 0, count: 100))))
  #expect(!isKept)
  let isForgiven = queue.add(Frame(.heardAudio, Payload([UInt8](repeating: 0, count: 100))))
  #expect(isForgiven)
  #expect(queue.dropped == 1)
}

private func nextFrame(_ decoder: inout FrameDecoder) throws -> Frame? { try decoder.next() }
