internal import TenCore

extension AgoraRtm {
  /// A token for the own user id, from the app's certificate.
  func makeToken() throws -> Secret? {
    throw RtmError("making a token for channel '\(channel)': not built yet; give 'token'")
  }
}
