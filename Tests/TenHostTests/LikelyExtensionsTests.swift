import TenCore
import TenRuntime
import Testing

@testable import TenHost

/// A host reads the manifests of those extensions first that a graph seems to name.
@Suite struct LikelyExtensionsTests {
  private func names(in text: String, and words: [String] = []) -> [String] {
    LikelyExtensions.named(in: Array(text.utf8), and: words, of: [Greeter.self, LateClerk.self]).map { "\($0)" }
  }

  @Test func areToldByTheNamesOfTheirTypes() {
    #expect(names(in: Graphs.greeter) == ["Greeter"])
    #expect(names(in: #"{"addon": "late_clerk"}"#) == ["LateClerk"])
    #expect(names(in: #"{"addon": "other"}"#, and: ["greeter"]) == ["Greeter"])
    #expect(names(in: "") == [])
    #expect(names(in: #"{"text": "a greeter"}"#) == [])
  }

  @Test func anExtensionWithAnotherNameThanItsTypeIsFound() throws {
    let graph = try ScratchFile(#"{"nodes": [{"type": "extension", "name": "hello", "addon": "janitor"}]}"#)
    let run = CommandLineRun("run", graph.path, "--for", "1ms", extensions: [Greeter.self, LateClerk.self])
    #expect(run.status == .ok)
    #expect(run.output.contains("node 'hello' is prepared"))
  }

  @Test func whatIsUnknownIsToldWithTheNamesOfAll() throws {
    let graph = try ScratchFile(#"{"nodes": [{"type": "extension", "name": "greeter", "addon": "janitr"}]}"#)
    let run = CommandLineRun("run", graph.path, extensions: [Greeter.self, LateClerk.self])
    #expect(run.status == .invalidGraph)
    #expect(run.errors.contains("janitor"))
  }
}

private actor LateClerk: Extension {
  static let manifest = Manifest(name: "janitor")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
}
