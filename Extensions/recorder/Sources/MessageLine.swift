internal import TenRuntime

internal import TenCore

/// What is written of one message. Of its bytes the number and the checksum are, which is enough to compare two recordings; the bytes themselves on demand.
struct MessageLine {
  private let properties: Properties

  init(_ message: some Message, kind: String, from source: String?, at time: Duration, payload: Payload?, media: Properties, withBytes: Bool) {
    var line: Properties = [
      "time_ms": .float(Double(time.components.seconds) * 1_000 + Double(time.components.attoseconds / 1_000_000_000_000) / 1_000),
      "kind": .string(kind), "name": .string(message.name.text), "source": source.map(Value.string) ?? .null,
    ]
    if !message.turn.isNone { line["turn"] = Value(message.turn.number) }
    line.merge(media)
    if !message.properties.isEmpty { line["properties"] = .object(message.properties) }
    if let payload {
      line["bytes"] = Value(payload.count)
      line["crc32"] = .string(CRC32.text(of: payload))
      if withBytes { line["payload"] = .string(payload.withUnsafeBytes { Base64.text(Array($0)) }) }
    }
    properties = line
  }

  func value(session: String, number: Int) -> Value {
    .object((["session": .string(session), "number": Value(number)] as Properties).merging(properties))
  }
}

extension AudioFrame {
  /// The frame's own fields.
  var description: Properties {
    var fields: Properties = [
      "timestamp": .int(timestamp), "sample_rate": Value(sampleRate), "channels": Value(channels), "bytes_per_sample": Value(bytesPerSample),
      "samples_per_channel": Value(samplesPerChannel), "end_of_stream": .bool(isEndOfStream),
    ]
    if isPlanar { fields["planar"] = true }
    if channelLayout != 0 { fields["channel_layout"] = Value(channelLayout) }
    return fields
  }
}

extension VideoFrame {
  /// The frame's own fields.
  var description: Properties {
    [
      "timestamp": .int(timestamp), "width": Value(width), "height": Value(height), "format": .string("\(format)"),
      "end_of_stream": .bool(isEndOfStream),
    ]
  }
}
