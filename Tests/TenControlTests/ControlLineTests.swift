import TenControl
import TenCore
import Testing

@Suite struct ControlLineTests {
  @Test func aStartKeepsItsValuesAcrossTheLine() throws {
    let request = StartRequest(values: ["channel": "a"], offered: ["channel"], nodes: ["tts": ["voice": "x"]], fromEnvironment: ["start.token"])
    let read = try HostRequest(line: HostRequest.start(id: 7, session: "s1", request).line)
    guard case .start(let id, let session, let back) = read else { Issue.record("\(read)"); return }
    #expect(id == 7 && session == "s1")
    #expect(back.values == request.values && back.offered == request.offered && back.nodes == request.nodes)
    #expect(back.fromEnvironment == request.fromEnvironment)
  }

  @Test func anEventKeepsItsBody() throws {
    let event = HostEvent(sequence: 3, kind: .endRecord, time: 17, body: ["reason": "stopped"])
    guard case .event(let back) = try HostReply(line: HostReply.event(event).line) else { Issue.record("no event"); return }
    #expect(back == event)
  }

  @Test func aForkKeepsItsLimits() throws {
    let seed = HostSeed(host: "h1", lease: "k", epoch: 2, limits: HostLimits(memory: 5, cgroup: "/x", grace: 9))
    guard case .fork(let back) = try ForkRequest(line: ForkRequest.fork(seed).line) else { Issue.record("no fork"); return }
    #expect(back == seed)
  }

  @Test(arguments: [nil, 2, 0]) func aGreetingOfAnotherProtocolIsRefusedWhateverElseItSays(_ number: Int?) throws {
    let member = number.map { #", "protocol": \#($0)"# } ?? ""
    for line in [#"{"type": "ready"\#(member)}"#, #"{"type": "hello"\#(member)}"#] {
      let error = #expect(throws: ControlError.self) {
        if line.contains("ready") { _ = try ForkReply(line: Array(line.utf8)) } else { _ = try HostReply(line: Array(line.utf8)) }
      }
      let words = number.map { "it speaks protocol \($0), and this server speaks 1" } ?? "does not say which protocol"
      #expect(error?.description.contains(words) == true)
    }
  }

  @Test(arguments: ["", "[]", "{}", #"{"type":"nonsense"}"#, #"{"type":"start","id":"x"}"#, #"{"type":"hello","lease":1}"#])
  func nonsenseIsToldInWords(_ line: String) {
    #expect(throws: ControlError.self) { try HostRequest(line: Array(line.utf8)) }
    #expect(throws: ControlError.self) { try HostReply(line: Array(line.utf8)) }
  }
}
