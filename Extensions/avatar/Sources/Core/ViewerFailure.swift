/// An error of a session that a page watches, with a stable word for callers who answer it with a status.
struct ViewerFailure: Error, CustomStringConvertible {
  enum Code: String, CaseIterable {
    /// The account has no session left.
    case limit = "vendor_limit"
    /// The API key was refused.
    case key = "vendor_key"
    /// The vendor's session is over.
    case ended = "vendor_ended"
    case refused = "vendor_refused"
    case failed = "vendor_failed"
    case unreachable = "vendor_unreachable"
    case unsupported
    case notStarted = "not_started"
    case busy
  }

  var code: Code
  var message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// - Parameter isOfSession: the call carried the session's own token.
  init(_ error: AvatarError, isOfSession: Bool = false) {
    code =
      switch error.status {
      case _ where error.isUnsupported: .unsupported
      case _ where error.isAboutLimit: .limit
      case _ where error.isAboutKey: .key
      case 401?, 404?: isOfSession ? .ended : .refused
      case .some(400..<500): .refused
      case .some: .failed
      case nil: .unreachable
      }
    message = error.description
  }

  /// The word first: an error that is cut on its way keeps it.
  var description: String { "\(code.rawValue): \(message)" }
}
