internal import Logging
internal import TenChannel
internal import TenCore
public import TenRuntime

/// The session's place among the message users of a channel: passes on what they write and who is there, and publishes what the agent writes.
public actor AgoraRtm: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  let appID: String
  let certificate: Secret
  private let transport: String
  private let isEnabled: Bool
  var channel = ""
  var userID = ""
  private var makesTokens = false
  private var connection: (any ChannelConnection)?
  private var isStopping = false
  private var presence = Presence()
  private var unreadable = 0
  private var hasReportedRoom = false

  public init(_ context: ExtensionContext) throws {
    self.context = context
    appID = try context.properties.string("app_id")
    certificate = Secret(try context.properties.string("app_certificate"))
    transport = try context.properties.string("transport")
    isEnabled = try context.properties.bool("rtm_enabled")
    let type = try context.properties.string("channel_type")
    guard type == "message" else { throw RtmError("the property 'channel_type' is '\(type)': only 'message' channels can be joined") }
    guard certificate.isEmpty || !appID.isEmpty else {
      throw RtmError("the property 'app_certificate' is set and 'app_id' is empty: a token needs both; set 'app_id'")
    }
  }

  public func start(_ start: StartMessage) async throws {
    channel = try start.string("channel")
    userID = try start.string("user_id")
    guard isEnabled else { return context.log.info("'rtm_enabled' is false: channel '\(channel)' is not joined") }
    let given = start["token"]?.string ?? ""
    makesTokens = given.isEmpty && !certificate.isEmpty
    var request = JoinRequest(channel: channel, participant: .rtm(userID), token: given.isEmpty ? nil : Secret(given))
    if makesTokens { request.token = try makeToken() }
    let joined = try await context.channelTransport(transport).join(request) { [weak self] event in
      self?.assumeIsolated { $0.happened(event) }
    }
    guard !isStopping else { return await joined.leave() }
    connection = joined
    context.log.info("joined channel=\(channel) user_id=\(userID)")
  }

  public func handle(_ command: Command, _ reply: PendingReply) throws -> CommandResult {
    guard isEnabled else { return .error("'\(command.name)' in channel '\(channel)': 'rtm_enabled' is false; set it to true") }
    guard let connection else { return .error("'\(command.name)' in channel '\(channel)': the connection has ended") }
    do {
      switch command.name {
      case "publish": try connection.send(message: Self.bytes(command["message"]), customType: command["custom_type"]?.string ?? "")
      case "set_presence_state": try connection.setPresence(Presence.states(command["states"]))
      case "renew_token": try connection.renew(token: Secret(command["token"]?.string ?? ""))
      default: return .error("the node '\(context.nodeName)' got '\(command.name)'; it knows 'publish', 'set_presence_state' and 'renew_token'")
      }
      return .ok()
    } catch {
      return .error("\(error)")
    }
  }

  public func stop() async {
    isStopping = true
    let place = connection
    connection = nil
    await place?.leave()
  }

  private static func bytes(_ message: Value?) throws(RtmError) -> Payload {
    switch message {
    case .bytes(let bytes): return bytes
    case .string(let text): return Payload(Array(text.utf8))
    default: throw RtmError("publishing a message: 'message' is \(message.map(\.kindName) ?? "missing"); give bytes or a text")
    }
  }

  private func happened(_ event: ChannelEvent) {
    guard !isStopping else { return }
    switch event {
    case .message(let publisher, let bytes, let customType, let time):
      guard publisher != userID else { return }
      messageCame(publisher, bytes, customType, time)
    case .presence(let publisher, let states):
      guard publisher != userID else { return }
      presence.set(publisher, states)
      tellPresence("REMOTE_STATE_CHANGED", publisher, states)
    case .joined(let who):
      guard who.kind == .rtm else { return }
      presence.join(who.id)
      tellPresence("REMOTE_JOIN", who.id, [:])
    case .left(let who, let reason):
      guard who.kind == .rtm else { return }
      presence.leave(who.id)
      tellPresence(reason == "dropped" ? "REMOTE_TIMEOUT" : "REMOTE_LEAVE", who.id, [:])
    case .audio, .video, .data: break
    case .tokenWillExpire: renewToken()
    case .ended(let error):
      connection = nil
      context.fail("channel '\(channel)': \(error)")
    }
  }

  private func messageCame(_ publisher: String, _ bytes: Payload, _ customType: String, _ time: Int64) {
    guard let text = bytes.withUnsafeBytes({ String(validating: $0, as: UTF8.self) }) else {
      unreadable += 1
      if unreadable == 1 {
        context.report("a message of \(bytes.count) bytes from '\(publisher)' is not UTF-8 and was not passed on; further ones are not told")
      }
      return
    }
    send(
      DataMessage(
        "rtm_message_event",
        [
          "channelName": .string(channel), "message": .string(text), "publisher": .string(publisher), "customType": .string(customType),
          "timestamp": .int(time),
        ]))
  }

  private func tellPresence(_ type: String, _ publisher: String, _ states: [String: String]) {
    send(
      DataMessage(
        "rtm_presence_event",
        [
          "type": .string(type), "channel": .string(channel), "publisher": .string(publisher), "states": .object(Presence.properties(states)),
          "snapshot": presence.snapshot,
        ]))
  }

  /// What comes from outside belongs to no turn.
  private func send(_ message: DataMessage) {
    var message = message
    message.turn = .none
    guard case .rejected(let error) = context.trySend(message), !hasReportedRoom else { return }
    hasReportedRoom = true
    context.report("passing '\(message.name)' on: \(error); further ones are not told")
  }

  private func renewToken() {
    guard makesTokens else {
      var command = Command("on_token_will_expire", ["channel": .string(channel), "user_id": .string(userID)])
      command.turn = .none
      context.trySend(command) { _ in }
      return
    }
    do {
      try connection?.renew(token: makeToken())
    } catch {
      context.report("renewing the token for channel '\(channel)': \(error)")
    }
  }
}
