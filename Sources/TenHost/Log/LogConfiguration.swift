internal import Glibc
internal import Logging
internal import TenCore
internal import TenRuntime

/// Where a host logs: by TEN's `log` section of the graph's file, or else to standard error (with `--json` to standard output).
struct LogConfiguration {
  private let command: RunRequest
  private let surroundings: Surroundings
  private let problems: ProblemReport

  static func read(_ section: Properties?, _ command: RunRequest, _ surroundings: Surroundings, _ problems: ProblemReport) -> LogSinks {
    let reader = LogConfiguration(command: command, surroundings: surroundings, problems: problems)
    let sinks = section.map(reader.sinks) ?? []
    return LogSinks(sinks: sinks.isEmpty ? [reader.standard] : sinks)
  }

  private var level: Logger.Level { command.logLevel?.level ?? .info }

  private var standard: LogSink {
    let outlet = command.json ? surroundings.output : surroundings.errors
    return LogSink(
      outlet: outlet, format: outlet.isTerminal && !command.json ? .plain : .json, colours: colours(outlet), rules: [.init(level: level)])
  }

  private func colours(_ outlet: Outlet) -> Colours {
    Colours(isOn: outlet.isTerminal && surroundings.environment["NO_COLOR", default: ""].isEmpty)
  }

  private func sinks(_ section: Properties) -> [LogSink] {
    guard let handlers = section["handlers"]?.array else {
      warn("", "it has no array 'handlers'")
      return []
    }
    return handlers.enumerated().compactMap { index, handler in sink(handler.object ?? Properties(), "/handlers/\(index)") }
  }

  private func sink(_ handler: Properties, _ pointer: String) -> LogSink? {
    let emitter = handler["emitter"]?.object ?? Properties()
    let config = emitter["config"]?.object ?? Properties()
    if config["encryption"]?.object?["enabled"]?.bool == true {
      warn("\(pointer)/emitter/config/encryption", "log encryption is not supported; nothing is written by this handler")
      return nil
    }
    let formatter = handler["formatter"]?.object ?? Properties()
    var format: LogSink.Format = formatter["type"]?.string == "json" ? .json : .plain
    let outlet: Outlet
    switch emitter["type"]?.string {
    case "console":
      let isOutput = config["stream"]?.string != "stderr"
      outlet = command.json || isOutput ? surroundings.output : surroundings.errors
      if command.json { format = .json }
    case "file":
      guard let made = open(config["path"]?.string ?? "", pointer) else { return nil }
      outlet = made
    case let other:
      warn("\(pointer)/emitter/type", "'\(other ?? "")' is no emitter here; use console or file")
      return nil
    }
    let coloured = formatter["colored"]?.bool ?? outlet.isTerminal
    return LogSink(outlet: outlet, format: format, colours: coloured ? colours(outlet) : Colours(isOn: false), rules: rules(handler, pointer))
  }

  private func rules(_ handler: Properties, _ pointer: String) -> [LogSink.Rule] {
    // The command line's level counts for everything.
    if let level = command.logLevel?.level { return [.init(level: level)] }
    let rules = (handler["matchers"]?.array ?? []).enumerated().compactMap { index, matcher -> LogSink.Rule? in
      let text = matcher.object?["level"]?.string ?? ""
      let category = matcher.object?["category"]?.string
      switch text {
      case "off": return .init(category: category, level: nil)
      case "warn": return .init(category: category, level: .warning)
      default:
        if let level = Logger.Level(rawValue: text) { return .init(category: category, level: level) }
        warn("\(pointer)/matchers/\(index)/level", "'\(text)' is no level; use off, debug, info, warn or error")
        return nil
      }
    }
    return rules.isEmpty ? [.init(level: level)] : rules
  }

  private func open(_ path: String, _ pointer: String) -> Outlet? {
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o640)
    guard descriptor >= 0 else {
      warn("\(pointer)/emitter/config/path", "cannot write to '\(path)': \(String(cString: strerror(errno)))")
      return nil
    }
    return Outlet(descriptor)
  }

  private func warn(_ pointer: String, _ message: String) {
    problems.show([Diagnostic("H002", .warning, "the log section: \(message)", file: command.file, pointer: "/ten/log\(pointer)")])
  }
}
