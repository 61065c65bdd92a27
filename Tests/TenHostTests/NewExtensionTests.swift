import Glibc
import TenCore
import TenGraph
import Testing

@testable import TenHost

@Suite struct NewExtensionTests {
  private let folder: ScratchTree
  /// A folder that looks like a checkout of tenhost.
  private let checkout: String

  init() throws {
    folder = try ScratchTree()
    folder.make("tenhost")
    try folder.write("tenhost/Package.swift", "let package = Package(\n  name: \"tenhost\",\n)\n")
    checkout = "\(folder.path)/tenhost"
  }

  private func new(_ arguments: String...) -> CommandLineRun {
    CommandLineRun(words: ["new", "extension"] + arguments + ["--in", folder.path, "--tenhost", checkout])
  }

  @Test(arguments: ExtensionRole.allCases) func aPackageIsWhole(role: ExtensionRole) throws {
    let run = new("my_node", "--role", role.rawValue)
    #expect(run.status == .ok, "\(run.errors)")
    let files = Set(folder.files.filter { $0.hasPrefix("my_node/") }.map { String($0.dropFirst("my_node/".count)) })
    let expected: Set<String> = [
      "Package.swift", "README.md", ".gitignore", "Sources/MyNode/MyNode.swift", "Sources/MyNode/manifest.json", "Sources/MyNode/property.json",
      "Sources/my_node-host/main.swift", "Tests/MyNodeTests/MyNodeTests.swift", "Tests/MyNodeTests/ConformanceTests.swift",
      "graphs/my_node.json", "graphs/my_node.test.json",
    ]
    #expect(expected.isSubset(of: files))
    for name in files {
      let text = try #require(folder.read("my_node/\(name)"))
      #expect(text.firstMatch(of: /__[A-Z_]+__/) == nil, "\(name) has a place that was not filled")
      #expect(run.output.contains("  \(name)\n"))
      if name.hasSuffix(".json") { _ = try JSON.parse(text, file: name) }
    }
    let text = try #require(folder.read("my_node/Sources/MyNode/manifest.json"))
    let manifest = Manifest(json: text, file: "manifest.json")
    #expect(manifest.name == "my_node")
    #expect(manifest.problems.isEmpty)
  }

  @Test func importsAreInOrder() {
    #expect(new("zebra").status == .ok)
    #expect(
      folder.read("zebra/Tests/ZebraTests/ConformanceTests.swift")?.hasPrefix(
        "import TenConformance\nimport TenTesting\nimport Testing\nimport Zebra\n\n") == true)
    #expect(new("ant").status == .ok)
    #expect(
      folder.read("ant/Tests/AntTests/ConformanceTests.swift")?.hasPrefix("import Ant\nimport TenConformance\nimport TenTesting\nimport Testing\n\n")
        == true)
  }

  @Test func aNeighbourIsNamedByARelativePath() throws {
    folder.make("agents")
    _ = CommandLineRun("new", "extension", "hello", "--in", "\(folder.path)/agents", "--tenhost", checkout)
    #expect(folder.read("agents/hello/Package.swift")?.contains(#".package(name: "tenhost", path: "../../tenhost")"#) == true)
  }

  @Test func aURLBecomesADependencyOnItsBranch() {
    _ = CommandLineRun("new", "extension", "hello", "--in", folder.path, "--tenhost", "https://example.com/forks/ten-host.git")
    let package = folder.read("hello/Package.swift") ?? ""
    #expect(package.contains(#".package(url: "https://example.com/forks/ten-host.git", branch: "main")"#))
    #expect(package.contains(#".product(name: "TenTesting", package: "ten-host")"#))
  }

  @Test func whatExistsIsNamedAndNothingIsWritten() throws {
    for name in ["hello", "hello/graphs", "hello/Sources"] { folder.make(name) }
    try folder.write("hello/README.md", "mine")
    try folder.write("hello/graphs/hello.json", "{}")
    try folder.write("hello/Tests", "a file where a folder must be")
    let before = folder.files
    let run = new("hello")
    #expect(run.status == .usage)
    for name in ["README.md", "graphs/hello.json", "Tests"] { #expect(run.errors.contains("hello/\(name)': it exists already")) }
    #expect(run.errors.contains("nothing was written"))
    #expect(folder.files == before)
    #expect(folder.read("hello/README.md") == "mine")
  }

  @Test func whatWasBegunIsTakenBackWhenAFileCannotBeWritten() throws {
    let long = String(repeating: "x", count: 300)
    let files = NewFiles(folder: "\(folder.path)/a", files: [.init(path: "b/one", text: "1"), .init(path: long, text: "2")])
    #expect(files.conflicts.isEmpty)
    #expect(throws: UsageError.self) { try files.write() }
    #expect(folder.files == ["tenhost/Package.swift"])
    #expect(access("\(folder.path)/a", F_OK) != 0)
  }

  @Test func theSecondTimeIsRefused() {
    #expect(new("hello").status == .ok)
    let again = new("hello", "--role", "tts")
    #expect(again.status == .usage)
    #expect(folder.read("hello/Sources/Hello/Hello.swift")?.contains("Greets") == true)
  }

  @Test func jsonSaysWhatWasWritten() throws {
    let run = new("hello", "--json")
    let paths = try run.lines(type: "file").compactMap { $0["path"]?.string }
    #expect(paths.contains("\(folder.path)/hello/Package.swift"))
    let new = try #require(try run.lines(type: "new").first)
    #expect(new["module"] == "Hello")
    #expect(new["role"] == "node")
    #expect(new["next"]?.array?.contains("swift test") == true)
    let refused = self.new("hello", "--json")
    #expect(try refused.lines(type: "error").count == paths.count + 1)
  }

  @Test func aFolderThatIsNotThereIsSaid() {
    let run = CommandLineRun("new", "extension", "hello", "--in", "\(folder.path)/none", "--tenhost", checkout)
    #expect(run.status == .usage)
    #expect(run.errors.contains("there is no such folder"))
  }

  @Test func anUnknownRoleIsRefusedWithTheRoles() {
    let run = new("hello", "--role", "singer")
    #expect(run.status == .usage)
    #expect(run.errors.contains("transport"))
  }
}
