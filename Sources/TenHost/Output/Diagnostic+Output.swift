internal import TenCore
internal import TenGraph

extension Diagnostic {
  /// The diagnostic as a line of JSON says it.
  var value: Value {
    var object: Properties = [
      "type": "diagnostic", "code": .string(code), "severity": .string(severity.rawValue), "message": .string(message),
    ]
    Self.add(file, line, column, pointer, to: &object)
    if !related.isEmpty {
      object["related"] = .array(
        related.map { place in
          var part: Properties = ["message": .string(place.message)]
          Self.add(place.file, place.line, place.column, place.pointer, to: &part)
          return .object(part)
        })
    }
    if let suggestion { object["suggestion"] = .string(suggestion) }
    return .object(object)
  }

  private static func add(_ file: String?, _ line: Int?, _ column: Int?, _ pointer: String, to object: inout Properties) {
    if let file { object["file"] = .string(file) }
    if let line { object["line"] = Value(line) }
    if let column { object["column"] = Value(column) }
    if !pointer.isEmpty { object["pointer"] = .string(pointer) }
  }
}

extension Outlet {
  func writeJSON(_ object: Properties, mayDrop: Bool = false) { write(JSON.text(of: .object(object)) + "\n", mayDrop: mayDrop) }
}

/// Tells the user of problems: in words on standard error, or as lines of JSON on standard output.
struct ProblemReport {
  let surroundings: Surroundings
  let json: Bool

  func show(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics {
      if json {
        if let object = diagnostic.value.object { surroundings.output.writeJSON(object) }
      } else {
        surroundings.errors.write(diagnostic.description + "\n")
      }
    }
  }

  /// What is wrong with the call itself.
  func show(_ message: String, key: String = "error") {
    if json {
      surroundings.output.writeJSON(["type": .string(key), "message": .string(message)])
    } else {
      surroundings.errors.write("\(key == "error" ? "error: " : "")\(message)\n")
    }
  }
}

/// A command line, an option's value or a file that it names is wrong.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
