internal import TenCore
internal import TenRuntime
internal import TenTesting

/// The host, the graph and the surroundings of one run.
struct ConformanceWorld: Sendable {
  let conformance: ExtensionConformance
  let loop: VirtualLoop
  let stage: ConformanceStage
  let options: ConformanceSubject.Options
  let surroundings: ConformanceSurroundings
  let test: TestHost
  let graph: TestGraph

  init(_ conformance: ExtensionConformance, _ loop: VirtualLoop, _ stage: ConformanceStage, _ options: ConformanceSubject.Options) {
    self.conformance = conformance
    self.loop = loop
    self.stage = stage
    self.options = options
    surroundings = ConformanceSurroundings(conformance, loop)
    graph = conformance.graph(stage, options)
    var hostOptions = HostOptions()
    hostOptions.makeLogHandler = { [stage] _, _ in stage.logHandler }
    test = TestHost(graph, loop: loop, options: hostOptions)
  }

  func run(_ body: @escaping @Sendable (ConformanceScene) async throws -> Void) async throws -> EndRecord {
    let scene = try begin()
    watch(scene.session)
    do {
      try await scene.session.ready()
    } catch {
      guard options.mayFail || options.stop != nil else { throw RuleBroken("the session did not start: \(error.record.reason.detail)") }
      return error.record
    }
    do {
      try await body(scene)
    } catch {
      let record = await scene.stop()
      // What was under way when the session was stopped.
      if options.stop != nil { return record }
      guard record.reason.code == .stopped || options.mayFail else {
        throw RuleBroken("the session ended by itself: \(record.reason.code.rawValue): \(record.reason.detail)")
      }
      throw error
    }
    return await scene.stop()
  }

  private func begin() throws -> ConformanceScene {
    var request = StartRequest(values: options.start ?? conformance.start)
    request.offered = Set(request.values.keys)
    request.fromEnvironment = options.fromEnvironment
    if let properties = options.properties { request.nodes[ConformanceScene.node] = properties }
    let session = try test.host.start(graph.compiled, request) { [stage, host = test.host] event in
      stage.change { $0.events.append(event) }
      // Much of a start happens before the call that starts it returns.
      guard event.isOfNodeUnderTest, options.stop == .at(event.kind) else { return }
      for session in host.runningSessions { session.requestStop(EndReason(.stopped)) }
    }
    return ConformanceScene(conformance, loop, session, stage, surroundings) {
      let scene = try begin()
      try await scene.session.ready()
      return scene
    }
  }

  private func watch(_ session: Session) {
    guard case .step(let step) = options.stop else { return }
    loop.atStep(step) { session.requestStop(EndReason(.stopped)) }
  }
}

extension SessionEvent {
  fileprivate var isOfNodeUnderTest: Bool { node == nil || node == ConformanceScene.node }
}

extension ExtensionConformance {
  /// The node under test, and the neighbour that gets whatever it sends, to whomever.
  func graph(_ stage: ConformanceStage, _ options: ConformanceSubject.Options) -> TestGraph {
    var graph = makeGraph(ConformanceScene.node, properties) { node in
      node.commandTimeout = options.commandTimeout
      for peer in manifest.peers { node.peers[peer.role] = 1 }
      node.unconnected = 1
      // The neighbour is there before the node begins, and until it has ended.
      node.dependsOn = [1]
      if let removed = options.removedProperty { node.properties[removed] = nil }
      node.properties.merge(options.environment)
      node.secretPaths += options.environmentPaths
      if options.hasSmallInboxes { node.inbox = Flood.inbox }
    }
    graph = graph.node(ConformanceScene.neighbour, ConformanceNeighbour.self, ["stage": .reference(.init(stage))]) { node in
      if options.hasSmallInboxes { node.inbox = Flood.inbox }
      if options.hasLittleRoom { node.inbox[.turnAudio] = InboxLimits.Bound(count: 4, policy: .reject) }
    }
    for message in manifest.messages where message.direction == .out && message.name != "*" {
      graph = graph.connect(ConformanceScene.node, message.kind, message.name, ConformanceScene.neighbour)
    }
    return graph
  }
}
