import TenCore
import TenGraph
import Testing

@Suite struct OwnKeysOfNodesTests {
  private func node(_ keys: String) throws -> CompiledNode {
    try Workbench(
      graph: #"{"nodes": [{"type": "extension", "name": "b", "addon": "any"}, {"type": "extension", "name": "a", "addon": "any", \#(keys)}]}"#
    ).compile().nodes[1]
  }

  @Test func pathTimeoutIsHonoured() throws {
    let node = try node(#""property": {"ten": {"path_timeout": 2500001}, "x": 1}"#)
    #expect(node.commandTimeout == 2_501)
    #expect(node.answerTimeout == 3_501)
    #expect(node.properties == ["x": 1])
  }

  @Test func pathTimeoutOfEachDirection() throws {
    let node = try node(#""property": {"ten": {"path_timeout": {"in_path": 9000000, "out_path": 1000000}}}"#)
    #expect(node.commandTimeout == 1_000)
    #expect(node.answerTimeout == 9_000)
  }

  @Test func withoutItATimeoutIsThreeMinutes() throws {
    let node = try node(#""property": {}"#)
    #expect(node.commandTimeout == 180_000 && node.answerTimeout == nil)
  }

  @Test func inboxDeadlinesFailureAndOrder() throws {
    let node = try node(
      """
      "depends_on": ["b"], "on_failure": "restart", "deadlines": {"prepare": 1, "stop": 2},
      "inbox": {"audio_frame": {"count": 7, "milliseconds": 500, "policy": "reject"}, "cmd": {"count": 3}, "bytes": 4096}
      """)
    #expect(node.dependsOn == [0])
    #expect(node.onFailure == .restart)
    #expect(node.deadlines.prepare == 1 && node.deadlines.start == 10_000 && node.deadlines.stop == 2)
    #expect(node.inbox[.audio] == InboxLimits.Bound(count: 7, milliseconds: 500, policy: .reject))
    #expect(node.inbox[.command] == InboxLimits.Bound(count: 3, policy: .suspend))
    #expect(node.inbox.bytes == 4_096)
  }
}
