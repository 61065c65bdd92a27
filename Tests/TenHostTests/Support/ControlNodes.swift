import Glibc
import TenCore
import TenGraph
import TenLoop
import TenRuntime

/// Reads its model while it is prepared, joins a channel, and does what commands say.
actor Clerk: Extension {
  static let manifest = Manifest(
    json: """
      {"type": "extension", "name": "clerk", "version": "0.1.0", "description": "Does what it is told.",
       "api": {"property": {"properties": {"model": {"type": "string", "default": "small"}, "key": {"type": "string", "secret": true},
                                           "blocks": {"type": "bool"}, "fails": {"type": "bool"}}},
               "start": {"properties": {"channel": {"type": "string"}, "token": {"type": "string", "secret": true}}, "required": ["channel"]}}}
      """, file: "manifest.json")
  nonisolated let context: ExtensionContext
  private var model = ""
  private var start = StartMessageValues()
  private var notes: [String] = []
  init(_ context: ExtensionContext) { self.context = context }

  struct StartMessageValues {
    var channel = ""
    var token = ""
  }

  func prepare() async throws {
    model = context.properties["model"]?.string ?? ""
    if context.properties["fails"]?.bool == true { throw Trouble() }
    context.log.info("prepared with \(model) and \(context.properties["key"]?.string ?? "no key")")
  }

  func start(_ start: StartMessage) async throws {
    self.start = StartMessageValues(channel: try start.string("channel"), token: start["token"]?.string ?? "")
    context.log.info("joined \(self.start.channel) with \(self.start.token)")
  }

  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    switch command.name.text {
    case "who": return .ok(["model": .string(model), "channel": .string(start.channel), "notes": .array(notes.map(Value.string))])
    case "tell":
      // A node that tells its secrets wherever it can.
      context.report("the token is \(start.token)")
      return .ok(["token": .string(start.token)])
    case "say":
      var data = DataMessage("message", ["text": command["text"] ?? "", "role": "assistant", "is_final": true, "stream_id": 7])
      data.turn = context.beginTurn()
      try? await context.send(data, to: "ear")
      return .ok()
    case "fret":
      for number in 0..<(command["count"]?.int ?? 1) {
        context.report("\(number) \(String(repeating: "!", count: 1_000))")
        // The loop writes to the connection meanwhile.
        if number % 20 == 0 { await Task.yield() }
      }
      // Tells whoever waits at the pipe that it is done.
      if let pipe = command["pipe"]?.string { close(open(pipe, O_WRONLY)) }
      return .ok()
    case "block":
      // Holds its loop until somebody writes into the pipe.
      close(open(command["pipe"]?.string ?? "", O_RDONLY))
      return .ok()
    case "dream":
      // Of processor time: while the whole machine stands still, nobody could notice.
      let end = Self.processorTime() + (command["ms"]?.int ?? 0)
      while Self.processorTime() < end {}
      return .ok()
    case "leave":
      context.endSession(reason: "the clerk goes home")
      return .ok()
    default: return .error("'\(command.name)' is not known")
    }
  }

  /// Milliseconds of this thread.
  private static func processorTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  func handle(_ data: DataMessage) async throws { notes.append(data["text"]?.string ?? "") }

  struct Trouble: Error, CustomStringConvertible { var description: String { "the clerk is ill" } }
}

/// Takes what is said, and does nothing with it.
actor Hearer: Extension {
  static let manifest = Manifest(name: "hearer")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }
  func receive(_ data: DataMessage) {}
}
