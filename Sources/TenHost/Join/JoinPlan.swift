internal import Glibc
internal import TenChannel
internal import TenCore

/// What `tenhost join` was asked to do, read and checked.
struct JoinPlan: Sendable {
  let channel: String
  let uid: UInt32
  let voice: Voice?
  let texts: [String]
  let recordsTo: String?
  let token: Secret?
  let socket: String
  /// Nanoseconds.
  let after: UInt64?
  let limit: UInt64?
  let idle: UInt64?
  let surroundings: Surroundings
  let json: Bool
  let readsTones: Bool

  init(_ command: JoinCommand, _ surroundings: Surroundings) throws {
    self.surroundings = surroundings
    channel = command.channel
    uid = command.uid ?? .random(in: 100_000...999_999)
    guard uid > 0 else { throw UsageError("--uid 0 is nobody; choose a number from 1 to 4294967295") }
    voice = try command.voice.map { try Voice(path: $0) }
    texts = command.send
    recordsTo = command.record
    json = command.json
    readsTones = command.tones
    socket = command.socket ?? SocketPath.standard
    (after, limit, idle) = (Self.nanoseconds(command.after), Self.nanoseconds(command.limit), Self.nanoseconds(command.untilIdle))
    if let name = command.tokenEnv {
      guard let text = surroundings.environment[name], !text.isEmpty else {
        throw UsageError("--token-env \(name): the environment has no such variable, or it is empty")
      }
      token = Secret(text)
      surroundings.output.hide(SecretFilter([text]))
      surroundings.errors.hide(SecretFilter([text]))
    } else {
      token = nil
    }
    if let folder = recordsTo, mkdir(folder, 0o777) != 0, errno != EEXIST {
      throw UsageError("--record \(folder): the folder cannot be made: \(String(cString: strerror(errno)))")
    }
  }

  private static func nanoseconds(_ time: TimeSpan?) -> UInt64? { time.map { UInt64($0.milliseconds) * 1_000_000 } }

  func request(_ participant: Participant) -> JoinRequest {
    var request = JoinRequest(channel: channel, participant: participant, token: token)
    request.receivesVideo = true
    return request
  }
}
