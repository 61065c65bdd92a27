import TenCore
import TenGraph
import Testing

@testable import TenHost

@Suite struct LibrariesInAGraphTests {
  private let graph = """
    {"nodes": [{"type": "extension", "name": "out", "addon": "courier"}, {"type": "extension", "name": "desk", "addon": "clerk"}],
     "connections": [{"extension": "out", "data": [{"name": "parcel", "dest": [{"extension": "desk"}]}]}]}
    """

  @Test func anExtensionOfALibraryRunsBesideOneThatIsLinkedIn() throws {
    let folder = try LibraryScratch()
    try folder.add("courier.so", try BuiltLibrary.shared.get().bytes)
    let graph = try ScratchFile(graph)
    let host = try SpawnedHost(["run", graph.path, "--extensions", folder.path, "--start", "channel=room_17", "--for", "20s"])
    let lines = host.lines()
    #expect(lines.contains { $0.contains("1 *n* for room_17; 2 tw* for room_17; 3 thr** for room_17") })
    #expect(lines.last == "audit: clean")
    #expect(host.wait() == HostExit.ok.rawValue)
  }

  @Test func aScenarioOfAGraphMayUseALibrary() throws {
    let folder = try LibraryScratch()
    try folder.add("courier.so", try BuiltLibrary.shared.get().bytes)
    let graph = try ScratchFile(graph)
    let scenario = try ScratchFile(
      """
      {"graph": "\(graph.path)", "start": {"channel": "room_17"},
       "scenarios": [{"name": "three parcels", "steps": [{"expect": {"from": "out", "data": "parcel", "count": 3}}], "end": {"node": "desk"}}]}
      """, name: "parcels.test.json")
    let host = try SpawnedHost(["test", scenario.path, "--extensions", folder.path, "--seeds", "20"])
    let lines = host.lines()
    #expect(host.wait() == HostExit.ok.rawValue, "\(lines)")
  }

  @Test func theFolderMayComeFromTheEnvironment() throws {
    let folder = try LibraryScratch()
    try folder.add("courier.so", try BuiltLibrary.shared.get().bytes)
    let host = try SpawnedHost(["extensions", "--json"], environment: ["TENHOST_EXTENSIONS": "/nowhere:\(folder.path)"])
    let objects = try host.lines().map { try JSON.parse($0).object ?? Properties() }
    let courier = try #require(objects.first { $0["name"] == "courier" })
    #expect(courier["library"] == .string("\(folder.path)/courier.so"))
    #expect(courier["version"] == "1.2.0")
    #expect(objects.first { $0["name"] == "clerk" }?["library"] == nil)
    #expect(objects.last?["library"] == "/nowhere")
    #expect(objects.last?["reason"] == "No such file or directory")
    #expect(host.wait() == HostExit.ok.rawValue)
  }

  @Test func aFolderThatIsGivenTwiceIsLoadedOnce() throws {
    let folder = try LibraryScratch()
    try folder.add("courier.so", try BuiltLibrary.shared.get().bytes)
    let host = try SpawnedHost(["extensions", "--extensions", folder.path, "--extensions", "\(folder.path)/."])
    let lines = host.lines()
    #expect(lines.filter { $0.hasPrefix("courier ") }.count == 1)
    #expect(lines.contains("  \(folder.path)/courier.so: courier, built in debug"))
    #expect(!lines.contains("refused"))
    #expect(host.wait() == HostExit.ok.rawValue)
  }

  @Test func theErrorOfAGraphTellsThatTheLibraryOfItsExtensionWasRefused() throws {
    let folder = try LibraryScratch()
    try folder.add("courier.so", Array("#!/bin/sh\n".utf8))
    let graph = try ScratchFile(graph)
    let run = CommandLineRun("run", graph.path, "--extensions", folder.path, "--start", "channel=room_17")
    #expect(run.status == .invalidGraph)
    let reason = "it is no shared library: it begins with '#!/b'"
    let advice = "remove it from the folder, or build it again with tools/extension/build-extension"
    #expect(run.errors.contains("\(folder.path)/courier.so: warning L003: the library is refused: \(reason)\n    \(advice)\n"))
    #expect(
      run.errors.contains(
        "there is no extension 'courier' on this host (at /nodes/0/addon)\n    the library \(folder.path)/courier.so is refused: \(reason); \(advice)\n"
      ))
  }

  @Test func aScenarioOfAGraphWhoseLibraryWasRefusedTellsSo() throws {
    let folder = try LibraryScratch()
    try folder.add("courier.so", Array("#!/bin/sh\n".utf8))
    let graph = try ScratchFile(graph)
    let scenario = try ScratchFile("{\"graph\": \"\(graph.path)\", \"scenarios\": [{\"name\": \"none\", \"steps\": []}]}", name: "refused.test.json")
    let run = CommandLineRun("test", scenario.path, "--extensions", folder.path)
    #expect(run.status == .invalidGraph)
    #expect(run.errors.contains("there is no extension 'courier' on this host"))
    #expect(run.errors.contains("\n    the library \(folder.path)/courier.so is refused: it is no shared library: it begins with '#!/b'; remove it"))
  }

  @Test func theDoctorListsTheFoldersAndWhatIsWrongInThem() throws {
    let folder = try LibraryScratch()
    try folder.add("courier.so", try BuiltLibrary.shared.get().bytes)
    try folder.add("notes.so", Array("notes".utf8))
    try folder.add("notes.txt", Array("notes".utf8))
    let host = try SpawnedHost(["doctor", "--extensions", folder.path])
    let lines = host.lines()
    #expect(lines.contains("ok      library folder      \(folder.path): courier.so (courier)"))
    #expect(lines.contains("warning refused library     \(folder.path)/notes.so: L003 it is no shared library: it begins with 'note'"))
    #expect(!lines.contains { $0.contains("notes.txt") })
    #expect(host.wait() == HostExit.ok.rawValue)
  }
}
