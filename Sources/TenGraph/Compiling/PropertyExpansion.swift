internal import TenCore

/// Expands the placeholders in a node's properties and converts each result to its declared type.
struct PropertyExpansion {
  let placeholders: Placeholders
  let findings: Findings
  /// Where a property is written.
  let spot: (_ path: [PropertyPath.Step]) -> Spot
  /// The node's name, for errors.
  let node: String
  /// What must be masked: values from the environment, and what the manifest calls secret.
  private(set) var secretPaths: [String] = []
  /// Paths that were reported here, so that the check of types does not report them again.
  private(set) var failed: Set<String> = []

  init(placeholders: Placeholders, node: String, findings: Findings, spot: @escaping (_ path: [PropertyPath.Step]) -> Spot) {
    self.placeholders = placeholders
    self.findings = findings
    self.spot = spot
    self.node = node
  }

  mutating func expand(_ properties: Properties, _ schema: ObjectSchema?) -> Properties {
    expand(properties, schema, [], hidden: false)
  }

  private mutating func expand(_ properties: Properties, _ schema: ObjectSchema?, _ path: [PropertyPath.Step], hidden: Bool) -> Properties {
    Properties(unique: properties.map { key, value in (key, expand(value, schema?[key], path + [.key(key)], hidden: hidden)) })
  }

  private mutating func expand(_ value: Value, _ schema: PropertySchema?, _ path: [PropertyPath.Step], hidden: Bool) -> Value {
    let isSecret = schema?.secret == true
    if isSecret && !hidden { secretPaths.append(PropertyPath(steps: path).description) }
    let hidden = hidden || isSecret
    switch value {
    case .object(let object): return .object(expand(object, schema?.object, path, hidden: hidden))
    case .array(let elements):
      var result: [Value] = []
      for (index, element) in elements.enumerated() {
        result.append(expand(element, schema?.items.first, path + [.index(index)], hidden: hidden))
      }
      return .array(result)
    case .string(let text): return expand(text, schema, path, hidden: hidden) ?? value
    default: return value
    }
  }

  private mutating func expand(_ text: String, _ schema: PropertySchema?, _ path: [PropertyPath.Step], hidden: Bool) -> Value? {
    let name = PropertyPath(steps: path).description
    do throws(Placeholders.Failure) {
      guard let expansion = try placeholders.expand(text) else { return nil }
      if expansion.fromEnvironment && !hidden && schema?.secret != false { secretPaths.append(name) }
      return convert(expansion, to: schema, path, name)
    } catch {
      failed.insert(name)
      switch error {
      case .missing(let variable):
        findings.error(
          .missingVariable, "node '\(node)': the environment has no variable '\(variable)', which the property '\(name)' needs", at: spot(path),
          suggestion: "set \(variable), or give a default: ${env:\(variable)|default}")
      case .malformed(let reason):
        findings.error(
          .badPlaceholder, "node '\(node)': the property '\(name)' cannot be expanded: \(reason)", at: spot(path),
          suggestion: "write ${env:NAME} or ${env:NAME|default}; \\${ stands for ${ itself")
      }
      return nil
    }
  }

  private mutating func convert(_ expansion: Placeholders.Expansion, to schema: PropertySchema?, _ path: [PropertyPath.Step], _ name: String)
    -> Value?
  {
    let value = Value.string(expansion.text)
    guard let schema else { return value }
    do {
      return try value.converted(to: schema, leniently: true)
    } catch {
      failed.insert(name)
      let text = expansion.fromEnvironment ? error.withoutValue.message : error.message
      findings.error(.badProperty, "node '\(node)': the property '\(name)' after expansion: \(text)", at: spot(path))
      return value
    }
  }
}
