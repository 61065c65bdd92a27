/// Audio that cannot be read, written or described.
public struct AudioError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was attempted, with the file's name where there is one: `read the WAV file 'a.wav'`.
  public var attempt: String
  /// Why it cannot be done, with the value that is wrong.
  public var reason: String
  /// What to do; empty where nothing helps.
  public var advice: String

  public init(_ attempt: String, _ reason: String, advice: String = "") {
    self.attempt = attempt
    self.reason = reason
    self.advice = advice
  }

  public var description: String { "cannot \(attempt): \(reason)" + (advice.isEmpty ? "" : "; \(advice)") }
}
