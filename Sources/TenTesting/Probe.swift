internal import TenCore
public import TenRuntime

/// A node that keeps what it gets, for a test to look at. It answers each command with the command's properties; as a puppet, with what its script says.
///
/// ```swift
/// let heard = Received()
/// let graph = TestGraph().node("echo", Echo.self).probe("ear", heard).connect("echo", .data, "text", "ear")
/// ```
public actor Probe: Extension {
  public static let manifest = Manifest(name: "probe")
  public nonisolated let context: ExtensionContext
  private let neighbour: Neighbour

  /// - Throws: when its property `received` is no `Received`; `TestGraph.probe` sets it.
  public init(_ context: ExtensionContext) throws {
    self.context = context
    if let neighbour = context.properties.object("neighbour", Neighbour.self) {
      self.neighbour = neighbour
    } else if let received = context.properties.object("received", Received.self) {
      neighbour = Neighbour(context.nodeName, received, Puppet.echoing)
    } else {
      throw ProbeError(description: "making the probe '\(context.nodeName)': it has no 'received'; add it to the graph with TestGraph.probe")
    }
    neighbour.context = context
  }

  public func start(_ start: StartMessage) async throws { try await neighbour.puppet.started?(context) }

  public func receive(_ command: Command, _ reply: consuming Reply) {
    neighbour.keep(command, .command, context)
    let name = command.name.text
    if neighbour.faults.lost.contains(name) {
      // A reply that is kept and forgotten answers nothing.
      _ = reply.keep()
    } else if neighbour.takesAtOnce(name, .command) {
      reply.send(neighbour.answer(command))
    } else {
      startHandling(command, reply)
    }
  }

  public func receive(_ data: DataMessage) {
    neighbour.keep(data, .data, context)
    if !neighbour.takesAtOnce(data.name.text, .data) { startHandling(data) }
  }

  public func receive(_ frame: AudioFrame) {
    neighbour.keep(frame, .audio, context)
    if !neighbour.takesAtOnce(frame.name.text, .audio) { startHandling(frame) }
  }

  public func receive(_ frame: VideoFrame) {
    neighbour.keep(frame, .video, context)
    if !neighbour.takesAtOnce(frame.name.text, .video) { startHandling(frame) }
  }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    let name = command.name.text
    try await neighbour.delay(name, context)
    let result = try await neighbour.puppet.commands[name]?(command, reply, context) ?? neighbour.answer(command)
    if let late = neighbour.faults.late[name] { try await context.clock.sleep(for: late) }
    return result
  }

  public func handle(_ data: DataMessage) async throws {
    try await neighbour.delay(data.name.text, context)
    try await neighbour.puppet.data[data.name.text]?(data, context)
  }

  public func handle(_ frame: AudioFrame) async throws {
    try await neighbour.delay(frame.name.text, context)
    try await neighbour.puppet.audio[frame.name.text]?(frame, context)
  }

  public func handle(_ frame: VideoFrame) async throws { try await neighbour.delay(frame.name.text, context) }
}

public struct ProbeError: Error, CustomStringConvertible {
  public let description: String
}

extension TestGraph {
  /// Adds a probe that keeps what it gets in `received`.
  public func probe(_ name: String, _ received: Received = Received()) -> TestGraph {
    node(name, Probe.self, ["received": .reference(.init(received))])
  }

  /// Adds a neighbour that acts by a script; what it gets is seen through `Trial.probe`.
  public func puppet(_ name: String, _ puppet: Puppet) -> TestGraph {
    node(name, Probe.self, ["neighbour": .reference(.init(Neighbour(name, Received(), puppet)))])
  }
}

extension Puppet {
  static let echoing = Puppet().changed { $0.echoes = true }
}

extension NodeProperties {
  fileprivate func object<T: AnyObject>(_ name: String, _ type: T.Type) -> T? { self[name]?.object(type) }
}

extension Value {
  /// The object behind a reference.
  func object<T: AnyObject>(_ type: T.Type) -> T? { if case .reference(let reference) = self { reference.object as? T } else { nil } }
}
