public import TenCore

/// A request that is not done; becomes a problem document or TEN's envelope.
public struct APIError: Error, Sendable, CustomStringConvertible {
  public var status: Int
  /// A short, stable word: `unknown_session`.
  public var code: String
  /// What was attempted, the value, the reason and what to do.
  public var message: String
  /// TEN's code, `10000` and up; nil for the one that fits the status.
  public var envelopeCode: String?
  /// What is wrong in detail: JSON pointer and words.
  public var problems: [(pointer: String, message: String)] = []
  public var headers: [String: String] = [:]
  /// More members of the problem document: `session` of a channel that is taken, or of a start that failed.
  public var members = Properties()

  public init(_ status: Int, _ code: String, _ message: String, envelopeCode: String? = nil) {
    self.status = status
    self.code = code
    self.message = message
    self.envelopeCode = envelopeCode
  }

  public var description: String { message }
}
