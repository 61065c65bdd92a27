/// One thing that is wrong (or doubtful) in a graph, a manifest, a start request or a property, with where it stands and what to do.
///
/// Checks collect diagnostics and report all of them at once. `code` is stable (`G012`) and listed in `docs/diagnostics.md`.
public struct Diagnostic: Error, Sendable, Hashable {
  public enum Severity: String, Sendable { case error, warning, note }

  public var code: String
  public var severity: Severity
  /// What was attempted, the value, and the reason; no secret ever.
  public var message: String
  /// The path of the file as the user gave it; nil for what stands in no file.
  public var file: String?
  /// From 1; nil until a file's positions are looked up, or where there is no file.
  public var line: Int?
  /// From 1, counted in characters.
  public var column: Int?
  /// The JSON pointer (RFC 6901) of the value inside `file`, such as `/nodes/1/property/channel`.
  public var pointer: String
  /// The other places that have to do with it, such as the second side of a connection.
  public var related: [Place]
  /// What to do: `did you mean 'channel'?`
  public var suggestion: String?

  public struct Place: Sendable, Hashable {
    public var message: String
    public var file: String?
    public var line: Int?
    public var column: Int?
    public var pointer: String

    public init(_ message: String, file: String? = nil, pointer: String) {
      self.message = message
      self.file = file
      self.pointer = pointer
    }
  }

  public init(
    _ code: String, _ severity: Severity = .error, _ message: String, file: String? = nil, pointer: String = "", related: [Place] = [],
    suggestion: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.file = file
    self.pointer = pointer
    self.related = related
    self.suggestion = suggestion
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `graphs/x.json:3:14: error G012: message (at /nodes/1)` and, indented, the related places and the suggestion.
  public var description: String {
    var text = Self.place(file, line, column)
    text += "\(severity.rawValue) \(code): \(message)"
    if !pointer.isEmpty { text += " (at \(pointer))" }
    for place in related {
      text += "\n    \(Self.place(place.file, place.line, place.column))\(place.message)"
      if !place.pointer.isEmpty { text += " (at \(place.pointer))" }
    }
    if let suggestion { text += "\n    \(suggestion)" }
    return text
  }

  private static func place(_ file: String?, _ line: Int?, _ column: Int?) -> String {
    guard let file else { return "" }
    guard let line else { return "\(file): " }
    return "\(file):\(line):\(column ?? 1): "
  }
}

/// Everything that was found wrong at once. Thrown by loading, compiling and starting; never empty.
public struct Diagnostics: Error, Sendable, CustomStringConvertible {
  public var list: [Diagnostic]

  public init(_ list: [Diagnostic]) { self.list = list }

  public var hasErrors: Bool { list.contains { $0.severity == .error } }
  public var description: String { list.map(\.description).joined(separator: "\n") }
}
