import TenCore
import TenConformance
import TenTesting

extension BrokenCase {
  static func faultyNode(_ defect: String) -> ExtensionConformance {
    ExtensionConformance(FaultyNode.self).properties(["defect": .string(defect), "api_key": "key-0123456789"])
      .start(["channel": "room", "token": "token-0123456789"])
  }

  static let node: [BrokenCase] = [
    BrokenCase("node.stop-at-every-stage", "its stop() lets a resource of prepare() go only if it was started", faultyNode("stage")),
    BrokenCase("node.stop-at-any-step", "a task leaves its resource open when it is cancelled", faultyNode("step"), seeds: 0..<6),
    BrokenCase("node.starts-again", "it refuses to start a second time on the same loop", faultyNode("once")),
    BrokenCase("node.result-after-stop", "its stop() waits for the answer of a neighbour", faultyNode("goodbye")),
    BrokenCase("node.names-what-is-missing", "without a channel it throws an error that does not say what is missing", faultyNode("start")),
    BrokenCase("node.interrupt-in-mid-stream", "its interrupted(turn:) takes 300 ms", faultyNode("interrupt")),
    BrokenCase("node.answers-flush", "it answers flush with an error, as any command that it does not know", faultyNode("flush")),
    BrokenCase("node.lost-results", "it fails when a command gets no answer in time", faultyNode("lost")),
    BrokenCase("node.late-results", "it fails when an answer takes more than a second", faultyNode("late")),
    BrokenCase("node.slow-consumer", "it keeps what it takes in a list without a bound, and sends from there", faultyNode("queue")),
    BrokenCase("node.keeps-nothing", "it keeps the last messages in a static variable", faultyNode("hoard")),
    BrokenCase("node.malformed-messages", "it fails when a text message has no text", faultyNode("malformed")),
    BrokenCase("node.answers-each-command", "it lets the reply of a command go", faultyNode("unanswered")),
    BrokenCase("node.answers-each-command", "it answers a command twice", faultyNode("twice")),
    BrokenCase("node.takes-what-it-declares", "its manifest lists data, and it has no handler for data", ExtensionConformance(DeafNode.self)),
    BrokenCase("node.declares-what-it-sends", "it sends data that its manifest does not list", faultyNode("undeclared")),
    BrokenCase("node.deterministic", "it sends a number of the system's random generator", faultyNode("random")),
    BrokenCase("node.keeps-secrets", "it logs its API key at the level debug", faultyNode("secret")),
    BrokenCase("node.hides-the-environment", "it logs its properties, but for those that its manifest calls secret", faultyNode("environment")),
  ]
}
