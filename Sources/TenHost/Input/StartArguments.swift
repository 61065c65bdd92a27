internal import TenCore
internal import TenGraph

/// Makes a start request of what the command line says: `--start`, `--node` and `--start-file`.
struct StartArguments {
  let graph: CompiledGraph
  let environment: [String: String]
  private(set) var request = StartRequest()
  /// Variables that `@env:` names and the environment does not have.
  private(set) var missingVariables: [String] = []

  init(_ graph: CompiledGraph, environment: [String: String]) {
    self.graph = graph
    self.environment = environment
  }

  /// - Parameter document: `{"channel": …}`, or `{"start": {…}, "nodes": {…}}`.
  mutating func add(file document: Value, from path: String) throws(UsageError) {
    guard let object = document.object else { throw UsageError("--start-file \(path): it holds \(document.kindName), not an object of start values") }
    let isSplit = !object.isEmpty && object.keys.allSatisfy { ($0 == "start" || $0 == "nodes") && object[$0]?.object != nil }
    guard isSplit else {
      request.values = object
      return
    }
    request.values = object["start"]?.object ?? Properties()
    for (node, value) in object["nodes"]?.object ?? Properties() {
      guard let properties = value.object else {
        throw UsageError("--start-file \(path): 'nodes.\(node)' is \(value.kindName), not an object of properties")
      }
      request.nodes[node] = properties
    }
  }

  /// - Parameter arguments: `name=value` each.
  mutating func add(start arguments: [String]) throws(UsageError) {
    var seen: Set<String> = []
    for argument in arguments {
      let (name, text) = try split(argument, "--start", "name=value")
      guard seen.insert(name).inserted else { throw UsageError("--start \(name) is given twice; give each start value once") }
      guard request.values[name] == nil else { throw UsageError("the start value '\(name)' is given by --start and by --start-file; give it once") }
      let schemas = graph.nodes.flatMap { node in
        node.manifest.start.properties.filter { ($0.schema.from ?? $0.name) == name }.map(\.schema)
      }
      let isSecret = StartPlanner.isSecret(name, in: graph)
      request.values[name] = try value(text, schemas, origin: "start.\(name)", secret: isSecret, option: "--start \(name)", variable: name)
    }
  }

  /// - Parameter arguments: `node.path=value` each.
  mutating func add(nodes arguments: [String]) throws(UsageError) {
    var seen: Set<String> = []
    for argument in arguments {
      let (target, text) = try split(argument, "--node", "node.property=value")
      guard seen.insert(target).inserted else { throw UsageError("--node \(target) is given twice; give each property once") }
      let (name, rest) = try node(target)
      let path: PropertyPath
      do { path = try PropertyPath(rest) } catch { throw UsageError("--node \(target): \(error)") }
      let node = graph.nodes.first { $0.name == name }
      let schemas = node.map { Self.schemas(at: path, $0) } ?? []
      let isSecret = schemas.contains { $0.secret == true }
      let value = try value(
        text, schemas.suffix(1).filter { _ in schemas.count == path.steps.count }, origin: "nodes.\(name).\(path)", secret: isSecret,
        option: "--node \(target)", variable: "\(name)_\(path)")
      set(value, at: path, of: name, node)
    }
  }

  private mutating func set(_ value: Value, at path: PropertyPath, of name: String, _ node: CompiledNode?) {
    var properties = request.nodes[name] ?? Properties()
    // An array is replaced as a whole: its other elements come from the graph.
    if path.steps.contains(where: { if case .index = $0 { true } else { false } }), case .key(let first)? = path.steps.first,
      properties[first] == nil, let known = node?.properties[first]
    {
      properties[first] = known
    }
    properties[path] = value
    request.nodes[name] = properties
  }

  /// The schemas on the way to `path`, as far as the manifest declares them.
  private static func schemas(at path: PropertyPath, _ node: CompiledNode) -> [PropertySchema] {
    guard case .key(let first)? = path.steps.first, let top = node.manifest.properties[first] ?? node.manifest.start[first] else { return [] }
    var found = [top]
    for step in path.steps.dropFirst() {
      let next: PropertySchema?
      switch step {
      case .key(let key): next = found[found.count - 1].object?[key]
      case .index: next = found[found.count - 1].items.first
      }
      guard let next else { break }
      found.append(next)
    }
    return found
  }

  /// The node's name may hold dots itself: the longest one that fits counts.
  private func node(_ target: String) throws(UsageError) -> (String, Substring) {
    let known = graph.nodes.map(\.name).filter { target.hasPrefix($0 + ".") }.max { $0.count < $1.count }
    if let known { return (known, target.dropFirst(known.count + 1)) }
    guard let dot = target.firstIndex(of: "."), dot != target.startIndex else {
      throw UsageError("--node \(target): the node's name is missing; write node.property=value")
    }
    return (String(target[..<dot]), target[target.index(after: dot)...])
  }

  private func split(_ argument: String, _ option: String, _ form: String) throws(UsageError) -> (String, String) {
    guard let sign = argument.firstIndex(of: "="), sign != argument.startIndex else {
      // What stands there may be a secret that was put in the wrong place.
      throw UsageError("\(option) takes \(form); a value has no '='")
    }
    return (String(argument[..<sign]), String(argument[argument.index(after: sign)...]))
  }

  private mutating func value(
    _ text: String, _ schemas: [PropertySchema], origin: String, secret: Bool, option: String, variable: String
  ) throws(UsageError) -> Value {
    if text.hasPrefix("@env:") {
      let name = String(text.dropFirst("@env:".count))
      guard let value = environment[name] else {
        if !missingVariables.contains(name) { missingVariables.append(name) }
        return .null
      }
      request.fromEnvironment.insert(origin)
      return Self.value(value, schemas)
    }
    guard !secret else {
      let name = variable.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
      throw UsageError(
        "\(option) is secret, and on the command line every user of this machine could read it in the process list; "
          + "take it from the environment (\(option)=@env:\(name)) or from a file or a pipe (--start-file -)")
    }
    return Self.value(text, schemas)
  }

  /// The text as JSON where that is of the declared type (any JSON where no type is declared), else the text itself.
  static func value(_ text: String, _ schemas: [PropertySchema]) -> Value {
    guard let json = try? JSON.parse(text) else { return .string(text) }
    if schemas.isEmpty { return json }
    return schemas.contains { (try? json.converted(to: $0)) != nil } ? json : .string(text)
  }
}
