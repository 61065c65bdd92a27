public import TenCore

/// What a message must be like for an expectation to be met.
///
/// ```swift
/// try await trial.expect(.data("tts_audio_end", ["request_id": "a"]))
/// try await trial.expect(.command("chat").to("llm").where { $0["text"]?.string?.isEmpty == false })
/// ```
public struct Expectation: Sendable {
  private var kind: MessageKind?
  private var name: String?
  /// The members that the message's properties must have; it may have others.
  private var properties = Properties()
  private var destination: String?
  private var conditions: [@Sendable (Properties) -> Bool] = []

  /// Any message.
  public static var any: Expectation { Expectation() }
  public static var command: Expectation { Expectation(kind: .command) }
  public static var data: Expectation { Expectation(kind: .data) }
  public static var audio: Expectation { Expectation(kind: .audio) }
  public static var video: Expectation { Expectation(kind: .video) }

  /// - `properties`: what the message's properties must have; it may have more.
  public static func command(_ name: String, _ properties: Properties = Properties()) -> Expectation { make(.command, name, properties) }
  public static func data(_ name: String, _ properties: Properties = Properties()) -> Expectation { make(.data, name, properties) }
  public static func audio(_ name: String, _ properties: Properties = Properties()) -> Expectation { make(.audio, name, properties) }
  public static func video(_ name: String, _ properties: Properties = Properties()) -> Expectation { make(.video, name, properties) }
  /// Any message whose properties meet a condition.
  public static func `where`(_ condition: @escaping @Sendable (Properties) -> Bool) -> Expectation { Expectation().where(condition) }

  private static func make(_ kind: MessageKind, _ name: String, _ properties: Properties) -> Expectation {
    var made = Expectation(kind: kind)
    made.name = name
    made.properties = properties
    return made
  }

  private init(kind: MessageKind? = nil) { self.kind = kind }

  /// Its properties must also meet this condition.
  public func `where`(_ condition: @escaping @Sendable (Properties) -> Bool) -> Expectation {
    var copy = self
    copy.conditions.append(condition)
    return copy
  }

  /// The sender must have named this destination.
  public func to(_ destination: String) -> Expectation {
    var copy = self
    copy.destination = destination
    return copy
  }

  public func matches(_ item: Received.Item) -> Bool {
    if let kind, item.kind != kind { return false }
    if let name, item.name != name { return false }
    if let destination, item.destination != destination { return false }
    return properties.allSatisfy { item.properties[$0.key] == $0.value } && conditions.allSatisfy { $0(item.properties) }
  }
}

extension Expectation: CustomStringConvertible {
  public var description: String {
    var text = kind?.shortName ?? "message"
    if let name { text += " '\(name)'" }
    if let destination { text += " to '\(destination)'" }
    if !properties.isEmpty { text += " with \(MessageText.text(properties))" }
    if !conditions.isEmpty { text += " where a condition holds" }
    return text
  }
}
