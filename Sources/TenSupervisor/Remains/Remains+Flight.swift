internal import TenControl
internal import TenCore

/// What the flight recorder tells of a host's last moment.
struct FlightRemains: Sendable {
  private let record: FlightRecord

  init(_ record: FlightRecord) { self.record = record }

  /// What a loop had in hand; of several loops, one whose message is known.
  private var hand: FlightRecord.Activity? { record.activities.first { $0.message != nil } ?? record.activities.first }

  /// The node whose code ran.
  var node: String? { hand?.node }

  /// `node 'tts' had 'pcm_frame' in hand`
  var words: String? {
    guard let hand else { return nil }
    return hand.message.map { "node '\(hand.node)' had '\($0)' in hand" } ?? "node '\(hand.node)' was running"
  }

  var value: Value { record.value() }
}

extension Remains {
  var flight: FlightRemains? {
    let (bytes, isCut) = FileTail.read(folder.ring(of: host), bytes: FlightLayout.size)
    return isCut ? nil : FlightRecord(bytes: bytes).map(FlightRemains.init)
  }
}
