package import TenCore

/// The `property.json` in an extension's code: broken ones end the process, except while somebody asks for the problem.
package enum EmbeddedProperties {
  private final class Problems: Sendable {
    let list = Locked<[Diagnostic]>([])
  }

  @TaskLocal private static var asking: Problems?

  /// Reads an extension's defaults for the first time. - Returns: what is wrong with them; they may not be used then.
  package static func problem(in defaults: () -> Properties) -> Diagnostic? {
    let problems = Problems()
    $asking.withValue(problems) { _ = defaults() }
    return problems.list.withLock { $0.first }
  }

  static func read(_ bytes: [UInt8]) throws(Diagnostics) -> Properties {
    let file = "property.json"
    guard let object = try JSON.parse(bytes, file: file).object else {
      throw Diagnostics([Diagnostic(Rule.wrongType.code, .error, "an extension's properties are a JSON object", file: file)])
    }
    return object
  }

  /// - Returns: whether anybody asks.
  static func keep(_ error: Diagnostics) -> Bool {
    guard let asking else { return false }
    asking.list.withLock { $0 += error.list }
    return true
  }
}
