internal import ArgumentParser

/// `--replace NODE=EXTENSION`, of all commands that compile graphs.
struct ReplaceOption: ParsableArguments {
  @Option(
    name: .customLong("replace"), help: ArgumentHelp("Another extension for one node; may be repeated.", valueName: "node=extension"))
  var arguments: [String] = []

  /// Node name to extension.
  var pairs: [String: String] { get throws(UsageError) { try Self.pairs(arguments) } }

  static func pairs(_ arguments: [String]) throws(UsageError) -> [String: String] {
    var found: [String: String] = [:]
    for argument in arguments {
      guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex, argument.last != "=" else {
        throw UsageError("--replace \(argument): write NODE=EXTENSION")
      }
      let node = String(argument[..<sign])
      guard found[node] == nil else { throw UsageError("--replace \(node) is given twice; a node has one extension") }
      found[node] = String(argument[argument.index(after: sign)...])
    }
    return found
  }
}
