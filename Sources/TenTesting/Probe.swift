public import TenCore
public import TenRuntime

/// A node that keeps what it gets, for a test to look at. It answers each command with the command's properties.
///
/// ```swift
/// let heard = Received()
/// let graph = TestGraph().node("echo", Echo.self).probe("ear", heard).connect("echo", .data, "text", "ear")
/// ```
public actor Probe: Extension {
  public static let manifest = Manifest(name: "probe")
  public nonisolated let context: ExtensionContext
  private let received: Received

  /// - Throws: when its property `received` is no `Received`; `TestGraph.probe` sets it.
  public init(_ context: ExtensionContext) throws {
    self.context = context
    guard case .reference(let reference)? = context.properties["received"], let received = reference.object as? Received else {
      throw ProbeError(description: "making the probe '\(context.nodeName)': it has no 'received'; add it to the graph with TestGraph.probe")
    }
    self.received = received
  }

  public func receive(_ command: Command, _ reply: consuming Reply) {
    received.add(.command(command))
    reply.send(.ok(command.properties))
  }

  public func receive(_ data: DataMessage) { received.add(.data(data)) }
  public func receive(_ frame: AudioFrame) { received.add(.audio(frame)) }
  public func receive(_ frame: VideoFrame) { received.add(.video(frame)) }
}

public struct ProbeError: Error, CustomStringConvertible {
  public let description: String
}

extension TestGraph {
  /// Adds a probe that keeps what it gets in `received`.
  public func probe(_ name: String, _ received: Received) -> TestGraph { node(name, Probe.self, ["received": .reference(.init(received))]) }
}
