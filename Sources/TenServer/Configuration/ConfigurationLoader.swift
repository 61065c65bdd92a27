internal import TenControl
public import TenCore
public import TenGraph
internal import TenSupervisor

/// Puts a configuration together: defaults, then a file, then the environment, then flags, each stronger than the one before.
public struct ConfigurationLoader: Sendable {
  /// Read where it exists and no other is named.
  public static let usualFile = "/etc/tenhost/server.json"

  let environment: [String: String]
  let userID: Int
  /// The executable that hosts are made of when none is named.
  let host: String
  let reader: @Sendable (_ path: String) throws -> [UInt8]
  private var notes: [String] = []
  private var problems: [Diagnostic] = []
  private var sources: [String: ConfigurationSource] = [:]
  private var shown: [String: Value] = [:]

  public init(
    environment: [String: String], userID: Int, host: String,
    reader: @escaping @Sendable (_ path: String) throws -> [UInt8] = { try TextFile.read($0) }
  ) {
    self.environment = environment
    self.userID = userID
    self.host = host
    self.reader = reader
  }

  /// - Parameters:
  ///   - file: the file to read; nil for the usual one, if there is one.
  ///   - flags: values by flag, without dashes.
  /// - Throws: everything that is wrong, at once.
  public func load(file: String?, flags: [String: [String]]) throws(Diagnostics) -> LoadedConfiguration {
    var loader = self
    return try loader.run(file, flags)
  }

  private mutating func run(_ file: String?, _ flags: [String: [String]]) throws(Diagnostics) -> LoadedConfiguration {
    var configuration = Self.standard(environment, userID: userID, host: host)
    readFile(file, &configuration)
    readEnvironment(&configuration)
    readFlags(flags, &configuration)
    check(configuration)
    configuration.supervisor.logFolder = configuration.stateFolder + "/logs"
    if let extensions = configuration.extensions { configuration.supervisor.arguments = ["--extensions", extensions] }
    guard problems.isEmpty else { throw Diagnostics(problems) }
    let entries = Setting.all.filter { $0.key != "listen.port" }.map { setting in
      LoadedConfiguration.Entry(
        key: setting.key, value: shown[setting.key] ?? setting.show(configuration), source: sources[setting.key] ?? .standard)
    }
    return LoadedConfiguration(configuration: configuration, entries: entries, notes: notes)
  }

  private mutating func readFile(_ named: String?, _ configuration: inout ServerConfiguration) {
    let path = named ?? Self.usualFile
    let bytes: [UInt8]
    do {
      bytes = try reader(path)
    } catch {
      // Nobody asked for the usual file.
      if named != nil { problems.append(Diagnostic("C001", .error, "\(error); give a file that exists with --config")) }
      return
    }
    var found: [Diagnostic] = []
    do {
      guard let object = try JSON.parse(bytes, file: path).object else {
        problems.append(Diagnostic("C001", .error, "a configuration is one JSON object", file: path))
        return
      }
      found = apply(object, path, bytes, &configuration)
    } catch {
      found = error.list
    }
    problems += Diagnostics(found).located(in: [path: bytes]).list
  }

  private mutating func apply(_ object: Properties, _ path: String, _ bytes: [UInt8], _ configuration: inout ServerConfiguration) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (key, value) in Self.leaves(object) {
      guard let setting = Setting.all.first(where: { $0.key == key && $0.isInFile }) else {
        found.append(Self.unknown(key, path))
        continue
      }
      let place = Diagnostics([Diagnostic("", .error, "", file: path, pointer: setting.pointer)]).located(in: [path: bytes]).list[0]
      if let words = set(setting, value, .file(path, line: place.line ?? 1), &configuration) {
        found.append(Diagnostic("C003", .error, words, file: path, pointer: setting.pointer))
      }
    }
    return found
  }

  /// `limits.body` and its value; objects are opened only where settings lie in them.
  private static func leaves(_ object: Properties) -> [(String, Value)] {
    object.flatMap { key, value -> [(String, Value)] in
      guard !key.hasPrefix("x-"), key != "$schema" else { return [] }
      guard let inner = value.object, Setting.all.contains(where: { $0.isInFile && $0.key.hasPrefix(key + ".") }) else { return [(key, value)] }
      return inner.map { ("\(key).\($0.key)", $0.value) }
    }
  }

  private static func unknown(_ key: String, _ path: String) -> Diagnostic {
    let pointer = "/" + key.replacing(".", with: "/")
    if Setting.all.contains(where: { $0.key == key }) {
      return Diagnostic(
        "C002", .error, "'\(key)' must not stand in a file; it comes from the environment: \(Setting.variables(of: key))", file: path,
        pointer: pointer)
    }
    let near = Suggestion.nearest(to: key, in: Setting.all.filter(\.isInFile).map(\.key))
    return Diagnostic(
      "C002", .error, "there is no setting '\(key)'", file: path, pointer: pointer,
      suggestion: near.map { "did you mean '\($0)'?" } ?? "`tenhost serve --print-config` lists all settings")
  }

  private mutating func readEnvironment(_ configuration: inout ServerConfiguration) {
    for setting in Setting.all {
      for name in setting.variables {
        guard let text = environment[name], !text.isEmpty else { continue }
        read(setting, [text], .variable(name), &configuration, attempted: "the variable \(name)")
      }
    }
    let known = Setting.all.flatMap(\.variables)
    for name in environment.keys.sorted() where name.hasPrefix("TENHOST_") && !known.contains(name) && !Self.otherVariables.contains(name) {
      let near = Suggestion.nearest(to: name, in: known).map { "; did you mean \($0)?" } ?? ""
      notes.append("the variable \(name) is not known to the server\(near)")
    }
    for name in ["LOG_PATH", "LOG_STDOUT"] where environment[name] != nil {
      notes.append(
        "the variable \(name) of TEN's server is not used: each session has a log of its own under the state folder (GET /v1/sessions/ID/logs)")
    }
  }

  /// Variables of the hosts and the tools.
  private static let otherVariables: Set<String> = ["TENHOST_SERVER", "TENHOST_SOURCES", "TENHOST_URL", "TENHOST_TOKEN"]

  private mutating func readFlags(_ flags: [String: [String]], _ configuration: inout ServerConfiguration) {
    for setting in Setting.all {
      guard let flag = setting.flag, let texts = flags[flag], !texts.isEmpty else { continue }
      read(setting, texts, .flag(flag), &configuration, attempted: "--\(flag)")
    }
  }

  /// A value that came as text.
  private mutating func read(
    _ setting: Setting, _ texts: [String], _ source: ConfigurationSource, _ configuration: inout ServerConfiguration, attempted: String
  ) {
    var value: Value
    switch setting.kind {
    case .text: value = .string(texts[texts.count - 1])
    case .integer: value = Int64(texts[texts.count - 1]).map(Value.int) ?? .string(texts[texts.count - 1])
    case .share: value = Double(texts[texts.count - 1]).map(Value.float) ?? .string(texts[texts.count - 1])
    case .list:
      let parts: [Substring] = if case .flag = source { texts.map { $0[...] } } else { texts.flatMap { $0.split(separator: ",") } }
      value = .array(parts.map { .string(String($0).filter { !$0.isWhitespace }) })
    }
    if value.string == "", case .integer = setting.kind { value = .null }
    if let words = set(setting, value, source, &configuration) { problems.append(Diagnostic("C003", .error, "\(attempted): \(words)")) }
  }

  /// - Returns: what is wrong, in words; nil when the value has been taken.
  private mutating func set(
    _ setting: Setting, _ value: Value, _ source: ConfigurationSource, _ configuration: inout ServerConfiguration
  ) -> String? {
    if let words = setting.kindProblem(value) { return "'\(setting.key)' \(words)" }
    do throws(SettingProblem) {
      if setting.key == "token_file", sources["token_file"] != nil { configuration.tokens = [] }
      try setting.apply(&configuration, value)
      // TEN's port is a part of the address.
      sources[setting.key == "listen.port" ? "listen" : setting.key] = source
      if setting.key == "token_file" { shown[setting.key] = value }
      return nil
    } catch {
      return "'\(setting.key)' \(error.words)"
    }
  }

  private mutating func check(_ configuration: ServerConfiguration) {
    if configuration.tokens.isEmpty && !Loopback.contains(configuration.host) && problems.isEmpty {
      problems.append(
        Diagnostic(
          "C004", .error,
          "'listen' is \(ListenAddress.text(configuration.host, configuration.port)), which other machines can reach, and there is no token: anybody could start sessions",
          suggestion: "give tokens with --token-file FILE or the variable TENHOST_TOKENS, or listen on 127.0.0.1"))
    }
    if configuration.agoraCertificate != nil && configuration.agoraAppID.isEmpty {
      notes.append("there is an AGORA_APP_CERTIFICATE and no AGORA_APP_ID: no tokens can be made")
    }
  }
}
