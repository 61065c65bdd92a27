public import TenChannel
public import TenCore

/// The test's own participant in a channel of the hub, with everything that it was told.
public final class HubParticipant: Sendable {
  final class Log: Sendable {
    private let events = Locked<[ChannelEvent]>([])

    func add(_ event: ChannelEvent) { events.withLock { $0.append(event) } }
    var all: [ChannelEvent] { events.withLock { $0 } }
  }

  public let participant: Participant
  public let connection: any ChannelConnection
  private let log: Log

  init(_ participant: Participant, _ connection: any ChannelConnection, _ log: Log) {
    self.participant = participant
    self.connection = connection
    self.log = log
  }

  public var events: [ChannelEvent] { log.all }

  public var audio: [ChannelAudio] { events.compactMap { if case .audio(_, let audio) = $0 { audio } else { nil } } }
  public var video: [ChannelVideo] { events.compactMap { if case .video(_, let video) = $0 { video } else { nil } } }
  public var data: [Payload] { events.compactMap { if case .data(_, let data) = $0 { data } else { nil } } }
  /// The texts of the messages that came.
  public var messages: [String] {
    events.compactMap { if case .message(_, let bytes, _, _) = $0 { bytes.text } else { nil } }
  }
  public var joined: [Participant] { events.compactMap { if case .joined(let who) = $0 { who } else { nil } } }
  public var left: [Participant] { events.compactMap { if case .left(let who, _) = $0 { who } else { nil } } }
  /// Why the connection ended.
  public var end: ChannelError? { events.lazy.compactMap { if case .ended(let error) = $0 { error } else { nil } }.first }
}
