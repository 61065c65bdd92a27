import Glibc
import TenControl
import TenCore
import TenGraph
import Testing

@testable import TenHost

@Suite struct ForkServerTests {
  private let keeper = #"{"nodes": [{"type": "extension", "name": "node", "addon": "keeper"}]}"#

  private func server(_ graph: String? = nil) throws -> SpawnedForkServer {
    try SpawnedForkServer(graph: graph ?? keeper, in: ScratchTree())
  }

  @Test func itTellsWhatItHasLoaded() throws {
    let server = try server(#"{"nodes": [{"type": "extension", "name": "node", "addon": "greeter"}]}"#)
    let greeting = try server.greeting()
    #expect(greeting.processID == Int(server.process) && greeting.version == TenHost.version && greeting.extensions.contains("greeter"))
    let file = try #require(greeting.files.first)
    let content = try #require(server.bytes(of: file.path))
    #expect(greeting.files.count == 1 && file == GraphFileDigest(path: file.path, content: content))
    let takes = greeting.takes.compactMap(\.object)
    #expect(takes.map { $0["name"]?.string } == ["channel", "token"])
    #expect(takes.map { $0["required"]?.bool } == [true, false])
    #expect(takes.map { $0["secret"]?.bool } == [false, true])
  }

  @Test func aGraphThatCannotBeRunIsToldWithAllThatIsWrong() throws {
    let server = try server(
      #"{"nodes": [{"type": "extension", "name": "a", "addon": "nobody"}, {"type": "extension", "name": "b", "addon": "none"}]}"#)
    guard case .invalid(let problems) = try server.reply() else { Issue.record("not invalid"); return }
    #expect(problems.count == 2 && problems.allSatisfy { $0.object?["code"]?.string?.first == "G" })
    #expect(server.wait() == HostExit.invalidGraph.rawValue)
  }

  @Test func aHostIsWarmAndControlledOverItsSocket() throws {
    let server = try server()
    _ = try server.greeting()
    let process = try server.fork("h1")
    let client = try server.connect("h1")
    let greeting = try client.greeting()
    #expect(greeting.processID == Int(process) && greeting.host == "h1")
    _ = try client.event(.prepared)
    client.send(.start(id: 1, session: "s1", StartRequest()))
    _ = try client.event(.ready)
    client.send(.stop(.stopped, detail: ""))
    let record = try client.event(.endRecord)
    client.send(.acknowledge(sequence: record.sequence))
    let ending = try server.ending()
    #expect(ending.host == "h1" && ending.code == 0 && ending.signal == nil)
  }

  /// Another process' slack is told to the superuser only.
  @Test(.enabled(if: geteuid() == 0)) func theSystemMayWakeAHostALittleLate() throws {
    let server = try server()
    _ = try server.greeting()
    let process = try server.fork("h1")
    let client = try server.prepared("h1")
    #expect(server.text(of: "/proc/\(process)/timerslack_ns") == "500000\n")
    withExtendedLifetime(client) {}
  }

  @Test func aKilledHostIsOnRecordWithItsSignal() throws {
    let server = try server()
    _ = try server.greeting()
    let process = try server.fork("h1")
    let client = try server.prepared("h1")
    kill(process, SIGKILL)
    let ending = try server.ending()
    withExtendedLifetime(client) {}
    #expect(ending.host == "h1" && ending.code == nil && ending.signal == Int(SIGKILL))
    let bytes = try #require(server.bytes(of: server.folder.exit(of: "h1")))
    let record = try #require(try JSON.parse(bytes).object)
    #expect(record["pid"]?.int == Int(process) && record["signal"]?.int == Int(SIGKILL) && record["code"] == nil && record["time"] != nil)
  }

  @Test func whenItsSupervisorGoesItStaysForTheLastHostAndRecordsItsEnd() throws {
    let server = try server()
    _ = try server.greeting()
    let process = try server.fork("h1")
    let client = try server.prepared("h1")
    server.disconnect()
    // Whatever becomes of the host from here on, somebody must be there to record it.
    #expect(waitpid(server.process, nil, WNOHANG) == 0)
    kill(process, SIGKILL)
    #expect(server.wait() == HostExit.ok.rawValue)
    #expect(server.text(of: server.folder.exit(of: "h1"))?.contains(#""signal":9"#) == true)
    withExtendedLifetime(client) {}
  }

  @Test func withoutAHostItGoesWithItsSupervisor() throws {
    let server = try server()
    _ = try server.greeting()
    server.disconnect()
    #expect(server.wait() == HostExit.ok.rawValue)
  }

  /// Its rehearsal makes a session of its own.
  @Test func beforeTheFirstHostItHasNeitherThreadsNorFiles() throws {
    let server = try server()
    _ = try server.greeting()
    #expect(Folder.names(in: "/proc/\(server.process)/task")?.count == 1)
    #expect(Folder.names(in: server.folder.path)?.filter { !$0.hasPrefix(".") } == [])
  }

  @Test func aHostHoldsNothingOfAnotherHost() throws {
    let server = try server()
    _ = try server.greeting()
    let first = try server.fork("h1")
    let second = try server.fork("h2")
    let clients = [try server.prepared("h1"), try server.prepared("h2")]
    let output = try #require(Self.target("/proc/\(first)/fd/1"))
    let held = try #require(Folder.names(in: "/proc/\(second)/fd")).compactMap { Self.target("/proc/\(second)/fd/\($0)") }
    #expect(output.hasPrefix("pipe:") && !held.isEmpty && !held.contains(output))
    withExtendedLifetime(clients) {}
  }

  private static func target(_ link: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 256)
    let count = readlink(link, &bytes, bytes.count)
    return count > 0 ? String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
  }

  @Test func aHostHoldsNothingOfItsServer() throws {
    let server = try server()
    _ = try server.greeting()
    _ = try server.fork("h1")
    let second = try server.fork("h2")
    let client = try server.prepared("h2")
    // The connection ends with the server alone, though two of its children live.
    kill(server.process, SIGKILL)
    #expect(try server.reply() == nil)
    #expect(kill(second, 0) == 0)
    withExtendedLifetime(client) {}
  }

  @Test(arguments: ["../h", "", ".h", "a/b", "h h", String(repeating: "h", count: 65)]) func aNameThatIsNoFilesIsRefused(name: String) throws {
    let server = try server()
    _ = try server.greeting()
    server.send(ForkRequest.fork(server.seed(name)).line)
    guard case .failed(name, let reason) = try server.reply() else { Issue.record("not refused"); return }
    #expect(reason.contains("letters"))
  }

  @Test func aRequestThatIsNotUnderstoodIsToldAndTheNextOneDone() throws {
    let server = try server()
    _ = try server.greeting()
    server.send(Array("nonsense".utf8))
    guard case .failed(_, let reason) = try server.reply() else { Issue.record("not told"); return }
    #expect(reason.contains("not understood"))
    _ = try server.fork("h1")
  }

  @Test func oneNameIsOneHost() throws {
    let server = try server()
    _ = try server.greeting()
    _ = try server.fork("h1")
    server.send(ForkRequest.fork(server.seed("h1")).line)
    guard case .failed("h1", let reason) = try server.reply() else { Issue.record("not refused"); return }
    #expect(reason.contains("runs already"))
  }

  @Test func aHostIsUnderItsLimits() throws {
    let server = try server()
    _ = try server.greeting()
    let process = try server.fork("h1", HostLimits(memory: 512 << 20, processorSeconds: 100, descriptors: 64))
    // A host that speaks has set them.
    let client = try server.prepared("h1")
    let limits = try #require(server.text(of: "/proc/\(process)/limits"))
    func limit(_ name: String) -> [Substring] {
      limits.split(separator: "\n").first { $0.hasPrefix(name) }?.dropFirst(name.count).split(separator: " ").prefix(2).map { $0 } ?? []
    }
    #expect(limit("Max core file size") == ["0", "0"])
    #expect(limit("Max data size") == ["536870912", "536870912"])
    #expect(limit("Max cpu time") == ["100", "100"])
    #expect(limit("Max open files") == ["64", "64"])
    withExtendedLifetime(client) {}
  }
}
