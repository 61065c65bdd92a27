import Glibc
import TenExtensions
import TenRuntime
import TenTesting
import Testing

/// Runs a graph of the folder `graphs` on a virtual loop, with all extensions.
enum GraphRun {
  static var compiler: GraphCompiler {
    get throws {
      var catalogue = ExtensionCatalogue()
      for type in allExtensions { try catalogue.add(type.manifest, defaults: type.defaults) }
      return GraphCompiler(catalogue: catalogue, environment: [:])
    }
  }

  static func compile(_ name: String) throws -> CompiledGraph { try compiler.compile(file: file("graphs/\(name).json")) }

  /// A file of the package.
  static func file(_ path: String) -> String { "\(#filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined())/\(path)" }

  static func run(
    _ name: String, _ request: StartRequest = StartRequest(), seed: UInt64 = 0,
    _ body: @escaping @Sendable (Session) async throws -> Void = { _ = await $0.ended() }
  ) throws -> EndRecord {
    let graph = try compile(name)
    return try VirtualLoop.run(seed: seed) { loop in
      let host = Host(extensions: allExtensions, loop: loop, offloading: VirtualOffloading(seed: seed), seed: seed)
      let session = try host.start(graph, request)
      try await session.ready()
      try await body(session)
      return await session.stop()
    }
  }
}

/// A folder that is gone, with the files that the graphs write, with its last reference.
final class Workplace: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/graphs-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit {
    for name in ["in.wav", "out.wav", "received.jsonl"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  func place(_ name: String) -> Value { .string("\(path)/\(name)") }

  func bytes(_ name: String) -> [UInt8] {
    guard let file = fopen("\(path)/\(name)", "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return bytes
  }

  func lines(_ name: String) -> [String] { String(decoding: bytes(name), as: UTF8.self).split(separator: "\n").map(String.init) }
}
