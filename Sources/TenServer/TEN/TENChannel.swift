internal import TenCore

/// A channel's name as TEN's routes take it.
enum TENChannel {
  /// What `name` takes, as a schema says it: no two dots in a row, no slashes and control characters, and not spaces alone.
  static let pattern = #"^ *(?:\.?[^\u0000-\u0020\u007f-\u009f./\\]|\. )(?:\.?[^\u0000-\u001f\u007f-\u009f./\\])*\.?$"#

  /// The body's `channel_name`.
  static func name(in body: Properties, _ limits: ServerConfiguration.Limits) throws(APIError) -> String {
    let name = body["channel_name"]?.string ?? ""
    guard name.utf8.contains(where: { $0 != 0x20 && !(0x09...0x0d).contains($0) }) else {
      throw TENCode.emptyChannel.error("the request has no channel: give its name as 'channel_name'")
    }
    let count = name.unicodeScalars.count
    guard count <= limits.nameLength else {
      throw TENCode.badParameters.error(
        "'channel_name' has \(count) characters, and at most \(limits.nameLength) are allowed; give a shorter name")
    }
    guard isName(name) else {
      throw TENCode.badParameters.error(
        "'channel_name' must not be a single dot or have '..', '/', '\\' or control characters in it; choose a name without them")
    }
    return name
  }

  /// Whether `pattern` matches, without a regular expression: a page asks every 3 s, and to compile one takes longer than all else of a ping.
  static func isName(_ text: String) -> Bool {
    var last: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "/", "\\": return false
      case "." where last == ".": return false
      default: last = scalar
      }
    }
    let rest = text.unicodeScalars.drop { $0 == " " }
    return !rest.isEmpty && !(rest.count == 1 && rest.first == ".")
  }
}
