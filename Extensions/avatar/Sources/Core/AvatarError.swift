/// Why a vendor's session cannot be had, or is lost. Its texts are clean of secrets.
struct AvatarError: Error, Hashable, CustomStringConvertible {
  /// What was attempted, as "create a HeyGen session".
  var attempted: String
  var reason: String
  /// The HTTP status, where a server answered.
  var status: Int?
  /// The vendor's own code.
  var code = ""
  /// The vendor's own message, cut.
  var vendorMessage = ""
  /// Whether the API key itself was refused: another try cannot help.
  var isAboutKey = false

  /// The account has no session left.
  var isAboutLimit = false
  /// The vendor has no such call.
  var isUnsupported = false

  /// Whether trying again at the start of a call is of no use: a wrong request, a wrong key, no more sessions.
  var isPermanent: Bool { isAboutKey || [400, 401, 402, 403, 404, 422].contains(status) }

  var description: String {
    var text = "cannot \(attempted): \(reason)"
    if let status { text += ", HTTP \(status)" }
    if !code.isEmpty { text += ", code \(code)" }
    if !vendorMessage.isEmpty { text += ": \(vendorMessage)" }
    return text
  }
}
