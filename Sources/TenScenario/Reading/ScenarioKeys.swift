internal import TenGraph

extension KeySet {
  private static let setting = [
    "graph", "graph_name", "environment", "replace", "start", "nodes", "puppets", "network", "channel", "steps", "budgets", "end",
  ]
  static let scenarioFile = KeySet(name: "a scenario file", keys: ["name"] + setting + ["scenarios"])
  static let scenario = KeySet(name: "a scenario", keys: ["name"] + setting)
  static let puppet = KeySet(name: "a puppet", keys: ["on"])
  static let puppetRule = KeySet(
    name: "a puppet's rule", keys: kinds + ["properties", "times", "after", "every", "partial", "result", "error", "never", "send"])
  static let networkRule = KeySet(
    name: "a rule of the network",
    keys: [
      "name", "method", "url", "times", "after", "status", "headers", "json", "text", "events", "every", "break", "never", "unreachable", "script",
      "on",
    ])
  static let event = KeySet(name: "a server-sent event", keys: ["data", "after"])
  static let socketReply = KeySet(name: "a reply of a WebSocket", keys: ["message", "times", "after", "send", "close", "break"])
  static let socketAction = KeySet(name: "an action of a WebSocket", keys: ["after", "send", "close", "break"])
  static let channel = KeySet(name: "a channel", keys: ["name", "participants"])
  static let participant = KeySet(name: "a participant", keys: ["uid", "writes", "joins", "leaves", "speaks"])
  static let speech = KeySet(name: "a piece of speech", keys: ["at"] + sound)

  static let kinds = ["cmd", "data", "audio_frame", "video_frame"]
  static let sound = ["tone", "number", "silence", "wav", "for", "sample_rate", "channels", "pace"]
  static let picture = ["width", "height", "format"]
  private static let message = kinds + ["properties", "payload", "turn"] + sound + picture
  static let puppetMessage = KeySet(name: "a puppet's message", keys: message + ["after"])
  static let send = KeySet(name: "what is sent", keys: ["to", "from"] + message + ["result", "within", "wait"])
  static let result = KeySet(name: "an expected result", keys: ["status", "properties"])
  static let actions = [
    "send", "expect", "expect_none", "advance", "interrupt", "stop", "join", "leave", "speak", "write", "break",
  ]
  static let step = KeySet(name: "a step", keys: actions + ["within", "unordered", "as"])
  static let expectation = KeySet(
    name: "an expectation",
    keys: ["from", "at", "network", "event"] + kinds + ["properties", "payload", "turn", "frame", "since", "count", "next", "within"])
  static let absence = KeySet(
    name: "what must not come", keys: ["from", "at", "network", "event"] + kinds + ["properties", "payload", "turn", "frame", "for"])
  static let speak = KeySet(name: "what is spoken", keys: ["who", "wait"] + sound)
  static let write = KeySet(name: "what is written", keys: ["who", "text", "json"])
  static let budget = KeySet(name: "a budget", keys: ["name", "from", "to", "within"])
  static let mark = KeySet(
    name: "a mark of a budget", keys: ["from", "at", "network", "event"] + kinds + ["properties", "payload", "turn", "frame"])
  static let end = KeySet(name: "an end", keys: ["reason", "node", "detail", "dropped", "errors", "within"])
  static let names = KeySet(name: "names", keys: [])
}
