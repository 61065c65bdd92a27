internal import TenCore

extension Libraries.Refused {
  var diagnostic: Diagnostic {
    Diagnostic(
      refusal.code, .warning, "the \(name == nil ? "folder" : "library") is refused: \(refusal.reason)", file: path, suggestion: refusal.advice)
  }
}

extension Libraries {
  /// By the names that graphs may use for them: why an extension is not there.
  var refusals: [String: String] {
    var found: [String: String] = [:]
    for library in refused {
      guard let name = library.name, found[name] == nil, owners[name] == nil else { continue }
      found[name] = "the library \(library.path) is refused: \(library.refusal.reason); \(library.refusal.advice)"
    }
    return found
  }
}
