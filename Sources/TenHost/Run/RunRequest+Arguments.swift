extension RunRequest {
  /// Reads a plain command line of `tenhost run` without the types of ArgumentParser: to make these takes longer than to compile a graph and to start its
  /// nodes.
  ///
  /// nil for every line that is not plain, right or wrong: that is for `RunCommand`, which alone knows help, errors and all spellings.
  init?(plain arguments: [String]) {
    var words = arguments[...]
    guard words.popFirst() == "run" else { return nil }
    self.init(file: "")
    var once: Set<String> = []
    while let word = words.popFirst() {
      guard !word.hasPrefix("-") else {
        guard take(word, &words), Self.repeated.contains(word) || once.insert(word).inserted else { return nil }
        continue
      }
      guard !word.isEmpty, file.isEmpty else { return nil }
      file = word
    }
    guard !file.isEmpty else { return nil }
  }

  private static let repeated: Set = ["--extensions", "--start", "--node", "--replace"]

  /// - Returns: whether the option is known, and its value right.
  private mutating func take(_ option: String, _ words: inout ArraySlice<String>) -> Bool {
    guard option != "--json" else {
      json = true
      return true
    }
    guard let value = words.popFirst(), !value.isEmpty, !value.hasPrefix("-") else { return false }
    switch option {
    case "--extensions": folders.append(value)
    case "--graph": graphName = value
    case "--start": start.append(value)
    case "--start-file": startFile = value
    case "--node": node.append(value)
    case "--replace": replace.append(value)
    case "--env-file": envFile = value
    case "--session": session = value
    case "--for":
      limit = TimeSpan(argument: value)
      return limit != nil
    case "--block-limit":
      blockLimit = TimeSpan(argument: value)
      return blockLimit != nil
    case "--log-level":
      logLevel = LogLevel(argument: value)
      return logLevel != nil
    case "--threads":
      guard let value = RunCommand.Threads(rawValue: value) else { return false }
      threads = value
    default: return false
    }
    return true
  }
}
