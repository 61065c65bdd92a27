import TenExtensions
import TenRuntime
import TenTesting

/// Several sessions of one graph in one host.
enum SideBySide {
  static func run(_ name: String, _ requests: [StartRequest], _ body: @escaping @Sendable ([Session]) async throws -> Void) throws {
    let graph = try GraphRun.compile(name)
    try VirtualLoop.run { loop in
      let host = Host(extensions: allExtensions, loop: loop, offloading: VirtualOffloading(seed: 0), seed: 0)
      let sessions = try requests.map { try host.start(graph, $0) }
      for session in sessions { try await session.ready() }
      try await body(sessions)
      for session in sessions { await session.stop() }
    }
  }
}
