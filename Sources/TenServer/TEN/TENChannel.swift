internal import TenCore

/// A channel's name as TEN's routes take it.
enum TENChannel {
  /// The body's `channel_name`.
  static func name(in body: Properties, _ limits: ServerConfiguration.Limits) throws(APIError) -> String {
    let name = body["channel_name"]?.string ?? ""
    guard name.contains(where: { !$0.isWhitespace }) else {
      throw TENCode.emptyChannel.error("the request has no channel: give its name as 'channel_name'")
    }
    guard name.count <= limits.nameLength else {
      throw TENCode.badParameters.error(
        "'channel_name' has \(name.count) characters, and at most \(limits.nameLength) are allowed; give a shorter name")
    }
    guard !name.contains(".."), !name.contains("/"), !name.contains("\\"),
      !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw TENCode.badParameters.error("'channel_name' must not have '..', '/', '\\' or control characters in it; choose a name without them")
    }
    return name
  }
}
