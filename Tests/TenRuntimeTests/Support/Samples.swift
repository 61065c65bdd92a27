import TenCore

/// A frame of 16-bit silence whose timestamp tells it from others.
func tone(_ name: MessageName = "pcm", _ number: Int = 0, milliseconds: Int = 10, turn: Turn = .none) -> AudioFrame {
  var frame = AudioFrame(name, sampleRate: 16_000, channels: 1, payload: Payload([UInt8](repeating: 0, count: 32 * milliseconds)))
  frame.timestamp = Int64(number)
  if !turn.isNone { frame.turn = turn }
  return frame
}

func picture(_ name: MessageName = "picture", _ number: Int = 0) -> VideoFrame {
  var frame = VideoFrame(name, width: 2, height: 2, payload: Payload([UInt8](repeating: 0, count: 16)))
  frame.timestamp = Int64(number)
  return frame
}

func data(_ name: MessageName, _ number: Int, _ deliveryClass: DeliveryClass? = nil) -> DataMessage {
  var message = DataMessage(name, ["n": .int(Int64(number))])
  if let deliveryClass { message.deliveryClass = deliveryClass }
  return message
}

func command(_ name: MessageName, _ number: Int = 0) -> Command { Command(name, ["n": .int(Int64(number))]) }
