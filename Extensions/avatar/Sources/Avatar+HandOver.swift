internal import TenCore
internal import TenRuntime

/// What is left to be said when the avatar is out for good.
struct HandOver {
  /// The avatar is out: what comes is passed on.
  var isOut = false
  /// What it had taken and nobody has heard.
  var unheard: [AudioFrame] = []
  /// Frames that came since, until `unheard` has been passed on.
  var waiting: [CheckedContinuation<Void, Never>] = []

  mutating func begin(_ utterances: [Utterance]) {
    isOut = true
    for utterance in utterances {
      for start in stride(from: 0, to: utterance.bytes.count, by: Speech.bytesPerSecond / 10) {
        let piece = utterance.bytes[start..<min(start + Speech.bytesPerSecond / 10, utterance.bytes.count)]
        var frame = AudioFrame("pcm_frame", sampleRate: SpeechInput.rate, channels: 1, payload: Payload(Array(piece)))
        frame.turn = utterance.turn
        unheard.append(frame)
      }
    }
  }
}

/// An avatar that is out gives back what it had taken, as its own `pcm_frame`: a graph that connects it to the transport lets the user hear it there.
extension Avatar {
  func handOverUnheard() async {
    while !handOver.unheard.isEmpty {
      guard (try? await context.room(for: "pcm_frame")) != nil, !handOver.unheard.isEmpty else { break }
      context.send(handOver.unheard.removeFirst())
    }
    handOver.unheard = []
    let waiting = handOver.waiting
    handOver.waiting = []
    for frame in waiting { frame.resume() }
  }

  /// After all that came before it.
  func passOn(_ frame: AudioFrame) async {
    if !handOver.unheard.isEmpty { await withCheckedContinuation { handOver.waiting.append($0) } }
    guard (try? await context.room(for: "pcm_frame")) != nil else { return }
    context.send(frame)
  }
}
