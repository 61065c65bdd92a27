internal import TenCore

extension AgoraRtc {
  /// A token for the own uid, from the app's certificate.
  func makeToken() throws -> Secret? {
    throw RtcError("making a token for channel '\(channel)': not built yet; give 'token'")
  }
}
