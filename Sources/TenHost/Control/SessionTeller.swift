internal import TenControl
internal import TenCore
internal import TenRuntime

/// Turns the steps of a session's life into events of its host. On the session's loop.
final class SessionTeller: @unchecked Sendable {
  // @unchecked: protected by the session's loop.

  /// Bytes of a detail.
  private static let longest = 16_384

  private let stream: EventStream
  private var waterfall: StartWaterfall

  init(_ graph: CompiledGraph, _ stream: EventStream) {
    self.stream = stream
    waterfall = StartWaterfall(graph)
  }

  func tell(_ event: SessionEvent) {
    waterfall.saw(event)
    switch event.kind {
    case .prepared: stream.add(.prepared, waterfall.value(at: event.milliseconds))
    case .ready: stream.add(.ready, waterfall.value(at: event.milliseconds))
    default: stream.add(.event, body(of: event))
    }
  }

  private func body(of event: SessionEvent) -> Properties {
    var body: Properties = ["event": .string(event.kind.rawValue), "ms": .float(event.milliseconds)]
    if let node = event.node { body["node"] = .string(node) }
    if !event.detail.isEmpty { body["detail"] = .string(String(decoding: event.detail.utf8.prefix(Self.longest), as: UTF8.self)) }
    return body
  }
}
