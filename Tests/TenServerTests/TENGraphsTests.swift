import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

/// The folder of graphs.
@Suite struct TENGraphsTests {
  /// The folder stays until it has been read.
  private func catalogue(_ folder: TENGraphFolder) throws(Diagnostics) -> GraphCatalogue {
    defer { withExtendedLifetime(folder) {} }
    return try GraphCatalogue.read(folder: folder.path)
  }

  private func problems(_ files: [String: String]) throws -> [Diagnostic] {
    let folder = try TENGraphFolder(files)
    do throws(Diagnostics) {
      _ = try catalogue(folder)
      return []
    } catch {
      return error.list
    }
  }

  @Test func everyGraphOfTheFolderIsFoundByItsName() throws {
    let folder = try TENGraphFolder([
      "echo.json": TENGraphFolder.echo, "property.json": TENGraphFolder.voices, "echo.test.json": "{", ".hidden.json": "{", "notes.txt": "{",
    ])
    let catalogue = try catalogue(folder)
    #expect(catalogue.entries.map(\.name) == ["echo", "voice_assistant", "voice_assistant_sip"])
    #expect(catalogue["echo"]?.graphName == nil)
    #expect(catalogue["echo"]?.file == "\(folder.path)/echo.json")
    #expect(catalogue["voice_assistant"]?.graphName == "voice_assistant")
    #expect(catalogue["voice_assistant"]?.autoStart == true)
    #expect(catalogue["voice_assistant"]?.nodes.map(\.name) == ["agora_rtc", "messages", "llm", "avatar"])
    #expect(catalogue["nothing"] == nil)
  }

  @Test func twoGraphsOfOneNameAreRefusedWithBothFiles() throws {
    let found = try problems(["voice_assistant.json": TENGraphFolder.echo, "property.json": TENGraphFolder.voices])
    #expect(found.count == 1)
    let text = try #require(found.first?.description)
    #expect(text.contains("/voice_assistant.json"))
    #expect(text.contains("/property.json"))
    #expect(found.first?.line != nil)
    #expect(found.first?.related.first?.line == 2)
  }

  @Test func everythingThatIsWrongInAnyFileIsToldAtOnce() throws {
    let node = #"{"type": "extension", "name": "echo", "addon": "echo"}"#
    let found = try problems([
      "a.json": "{\n  \"nodes\": [,]}", "b.json": #"{"nodes": [\#(node)], "connections": [{"extension": "eco", "data": []}]}"#, "c.json": "[]",
      "good.json": TENGraphFolder.echo,
    ])
    #expect(Set(found.compactMap { $0.file?.split(separator: "/").last.map(String.init) }) == ["a.json", "b.json", "c.json"])
    #expect(found.allSatisfy { $0.line != nil && $0.column != nil })
    #expect(found.first { $0.file?.hasSuffix("a.json") == true }?.line == 2)
  }

  @Test func aFolderThatIsNotThereSaysSo() throws {
    #expect(throws: Diagnostics.self) { try GraphCatalogue.read(folder: "/nonexistent/graphs") }
  }

  @Test func anEmptyFolderHasNoGraphs() throws {
    #expect(try catalogue(TENGraphFolder()).entries.isEmpty)
  }

  private func names(_ server: TENServer) async throws -> [String] {
    try await server.get("/graphs").data.array?.compactMap { $0.object?["name"]?.string } ?? []
  }

  @Test func aNewFileIsListedWithoutARestart() async throws {
    let server = try TENServer(["echo.json": TENGraphFolder.echo])
    #expect(try await names(server) == ["echo"])
    try server.folder.write("new.json", TENGraphFolder.echo)
    #expect(try await names(server) == ["echo", "new"])
    #expect(try await server.post("/start", #"{"channel_name": "room", "graph_name": "new"}"#).code == "0")
    try server.folder.remove("echo.json")
    #expect(try await names(server) == ["new"])
  }

  @Test func aFileOfTheSameLengthAndTimeIsReadAnew() async throws {
    let server = try TENServer(["echo.json": TENGraphFolder.echo])
    let body = #"{"channel_name": "room", "graph_name": "echo", "properties": {"ecko": {}}}"#
    #expect(try await server.post("/start", body).code == "10000")
    let time = try server.folder.time(of: "echo.json")
    let changed = server.folder.change(of: "echo.json")
    try server.folder.write("echo.json", TENGraphFolder.echo.replacing(#""name": "echo""#, with: #""name": "ecko""#))
    // The clock of a file system may tick 250 times a second only.
    repeat { try server.folder.setTime(time, of: "echo.json") } while server.folder.change(of: "echo.json") == changed
    #expect(try await server.post("/start", body).code == "0")
  }

  @Test func aSecondFileOfOneNameIsRefusedAndTheFirstGoesOn() async throws {
    let folder = try TENGraphFolder(["property.json": TENGraphFolder.voices])
    let live = try LiveCatalogue(folder: folder.path)
    // Comes first by its name.
    try folder.write("a.json", TENGraphFolder.voices)
    try folder.write("new.json", TENGraphFolder.echo)
    #expect(live.current.entries.map(\.name) == ["new", "voice_assistant", "voice_assistant_sip"])
    #expect(live.current["voice_assistant"]?.file == "\(folder.path)/property.json")
    let text = try #require(live.problem)
    #expect(text.contains("\(folder.path)/a.json") && text.contains("\(folder.path)/property.json"))
    try folder.remove("property.json")
    #expect(live.offered["voice_assistant"]?.file == "\(folder.path)/a.json")
    #expect(live.problem == nil)
  }

  @Test func aBrokenFileKeepsItsGraphsAndLeavesTheOthersAlone() async throws {
    let folder = try TENGraphFolder(["echo.json": TENGraphFolder.echo, "old.json": TENGraphFolder.echo])
    let live = try LiveCatalogue(folder: folder.path)
    try folder.write("echo.json", "{")
    try folder.remove("old.json")
    try folder.write("new.json", TENGraphFolder.echo)
    #expect(live.current.entries.map(\.name) == ["echo", "new"])
    #expect(live.problem?.contains("echo.json") == true)
    try folder.remove("echo.json")
    #expect(live.offered.keys.sorted() == ["new"])
  }

  @Test func aBrokenFolderKeepsTheLastGoodGraphsUntilItIsMended() async throws {
    let server = try TENServer(["echo.json": TENGraphFolder.echo])
    try server.folder.write("new.json", "{")
    #expect(try await names(server) == ["echo"])
    #expect(try await server.post("/start", #"{"channel_name": "room", "graph_name": "echo"}"#).code == "0")
    try server.folder.write("new.json", TENGraphFolder.echo)
    #expect(try await names(server) == ["echo", "new"])
  }
}
