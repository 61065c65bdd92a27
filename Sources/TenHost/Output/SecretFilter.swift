internal import TenCore
internal import TenGraph

/// Replaces the texts of a session's secrets in whatever is written, in case a node's own message holds one.
struct SecretFilter: Sendable {
  /// Shorter secrets are words of any text; those are masked where they stand in records only.
  static let shortest = 4

  /// The longest first.
  private(set) var texts: [String] = []

  init() {}

  var isEmpty: Bool { texts.isEmpty }

  /// Everything that the plan of a session says is secret.
  init(_ graph: CompiledGraph, _ plan: StartPlan) {
    for (node, planned) in zip(graph.nodes, plan.nodes) {
      for name in planned.secrets { add(planned.values[name] ?? .null) }
      for path in node.secretPaths { add(node.properties.value(at: path) ?? .null) }
      for path in planned.secretPaths { add(planned.properties.value(at: path) ?? .null) }
    }
    // A secret that holds another one goes first.
    texts.sort { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
  }

  init(_ secrets: [String]) {
    for secret in secrets { add(.string(secret)) }
  }

  private mutating func add(_ value: Value) {
    switch value {
    case .string(let text):
      // In JSON lines it stands with its quotes and line ends escaped.
      let escaped = String(JSON.text(of: value).dropFirst().dropLast())
      for form in Set([text, escaped]) where form.utf8.count >= Self.shortest && !texts.contains(form) { texts.append(form) }
    case .array(let elements): for element in elements { add(element) }
    case .object(let object): for (_, member) in object { add(member) }
    default: break
    }
  }

  func applied(to text: String) -> String {
    var text = text
    for secret in texts { text = Self.replaced(secret, in: text) }
    return text
  }

  private static func replaced(_ secret: String, in text: String) -> String {
    let wanted = Array(secret.utf8)
    let bytes = Array(text.utf8)
    guard bytes.count >= wanted.count else { return text }
    var result: [UInt8] = []
    var index = 0
    var isChanged = false
    while index < bytes.count {
      if bytes[index] == wanted[0], bytes[index...].starts(with: wanted) {
        result.append(contentsOf: Masking.mask.utf8)
        index += wanted.count
        isChanged = true
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return isChanged ? String(decoding: result, as: UTF8.self) : text
  }
}
