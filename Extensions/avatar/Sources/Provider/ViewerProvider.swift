internal import TenCore
internal import TenNet
internal import TenRuntime

/// A vendor's calls for an avatar in a room of the vendor's own, which a web page watches, and which speaks texts.
protocol ViewerProvider: AvatarProvider {
  /// Makes a session. From here on it must be stopped.
  func createViewer(_ http: VendorHTTP) async throws(AvatarError) -> VendorSession
  /// Where the page finds the avatar.
  func room(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> ViewerRoom
  /// The avatar comes into the room, and billing begins.
  func begin(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError)
  /// Lets the avatar speak. - Returns: `task_id` and `duration_ms`, where the vendor says them.
  func speak(_ task: ViewerTask, _ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError) -> Properties
  func interrupt(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError)
  func keepAlive(_ session: VendorSession, _ http: VendorHTTP) async throws(AvatarError)
}

/// A LiveKit room, and the token with which a page may watch it.
struct ViewerRoom: Sendable {
  var url: String
  var token: Secret
  /// How long the vendor lets the session live.
  var limit: Duration?

  init(url: Value?, token: Value?, limit: Value?, attempted: String) throws(AvatarError) {
    guard let url = url?.string, let address = try? NetURL(url), [.wss, .ws, .https, .http].contains(address.scheme) else {
      throw AvatarError(attempted: attempted, reason: "the answer has no address of a LiveKit room")
    }
    guard let token = token?.string, !token.isEmpty else {
      throw AvatarError(attempted: attempted, reason: "the answer has no token for the viewer")
    }
    self.url = url
    self.token = Secret(token)
    self.limit = limit?.double.flatMap { $0 > 0 && $0 < 1e6 ? .seconds($0) : nil }
  }
}

/// A text to be spoken, or with `talk` and `chat` to be answered by the vendor's model.
struct ViewerTask: Sendable {
  var text: String
  var type: String
  var mode: String
}
