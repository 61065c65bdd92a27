import TenRuntime

/// Takes its channel from the start message.
public actor Room: Extension {
  public static let manifest = Manifest(
    json: """
      {
        "type": "extension", "name": "room", "version": "0.1.0",
        "api": {
          "start": {
            "properties": {
              "channel": {"type": "string"},
              "stream_id": {"type": "uint32", "from": "bot_uid"},
              "token": {"type": "string", "secret": true}
            },
            "required": ["channel"]
          },
          "property": {"properties": {"codec": {"type": "string", "default": "opus"}}}
        }
      }
      """, file: "manifest.json")
  public nonisolated let context: ExtensionContext
  private var codec = ""
  private var channel = ""
  private var uid: UInt32 = 0
  private var token = Secret("")

  public init(_ context: ExtensionContext) { self.context = context }

  // snippet
  public func prepare() async throws {
    codec = try context.properties.string("codec")
  }

  public func start(_ start: StartMessage) async throws {
    channel = try start.string("channel")
    guard !channel.isEmpty else { throw Failed("joining a channel: start.channel is empty; give its name") }
    uid = try UInt32(start.int("stream_id"))
    token = Secret(start["token"]?.string ?? "")
  }
  // end

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    .ok(["channel": .string(channel), "codec": .string(codec), "uid": .int(Int64(uid)), "token": .string("\(token)")])
  }
}
