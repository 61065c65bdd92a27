public import TenCore
public import TenRuntime

/// A host on a virtual loop.
public struct TestHost: Sendable {
  public let host: Host
  public let loop: VirtualLoop

  public init(_ graph: TestGraph, loop: VirtualLoop, options: HostOptions = HostOptions()) {
    self.init(extensions: graph.extensions, loop: loop, options: options)
  }

  public init(extensions: [any Extension.Type], loop: VirtualLoop, options: HostOptions = HostOptions()) {
    self.loop = loop
    let host = Host(
      extensions: extensions, loop: loop, offloading: VirtualOffloading(seed: loop.seed), seed: loop.seed, options: options)
    self.host = host
    loop.waiting.append { host.runningSessions.flatMap(\.waitsInWords) }
  }

  /// Starts a session of `graph` on a new virtual loop, waits until it is ready, runs `body`, stops it, and returns its end record.
  @discardableResult
  public static func run(
    _ graph: TestGraph, _ request: StartRequest = StartRequest(), seed: UInt64 = 0, options: HostOptions = HostOptions(),
    _ body: @escaping @Sendable (Session, VirtualLoop) async throws -> Void
  ) throws -> EndRecord {
    try VirtualLoop.run(seed: seed) { loop in
      let test = TestHost(graph, loop: loop, options: options)
      let session = try test.host.start(graph.compiled, request)
      try await session.ready()
      try await body(session, loop)
      return await session.stop()
    }
  }
}
