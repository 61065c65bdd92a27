internal import Glibc
internal import TenCore
internal import TenGraph
internal import TenLoop
internal import TenScenario

/// One call of `tenhost test`: finds the files, checks all of them, then runs their scenarios.
struct TestRun {
  let command: TestCommand
  let surroundings: Surroundings

  private var problems: ProblemReport { ProblemReport(surroundings: surroundings, json: command.json) }
  private var output: Outlet { surroundings.output }

  func run() -> HostExit {
    do throws(UsageError) {
      let seeds = try self.seeds
      guard let files = try load() else { return .invalidGraph }
      let suite = ScenarioSuite(extensions: surroundings.extensions, seeds: seeds, filter: command.filter)
      guard files.contains(where: { !suite.chosen(in: $0).isEmpty }) else {
        throw UsageError("--filter '\(command.filter ?? "")': no scenario has this in its name; there are \(names(files))")
      }
      return try run(suite, files)
    } catch {
      problems.show(error.description)
      return .usage
    }
  }

  private var seeds: Range<UInt64> {
    get throws(UsageError) {
      guard let count = command.seeds else { return (command.seed ?? 0)..<(command.seed ?? 0) + 1 }
      guard command.seed == nil else { throw UsageError("--seed and --seeds exclude each other; give one of them") }
      guard (1...1_000_000).contains(count) else { throw UsageError("--seeds \(count): it must be 1 to 1000000") }
      return 0..<count
    }
  }

  private func names(_ files: [ScenarioFile]) -> String { files.flatMap(\.names).map { "'\($0)'" }.joined(separator: ", ") }

  /// nil when a file is not valid; everything that is wrong has been told then.
  private func load() throws(UsageError) -> [ScenarioFile]? {
    var paths: [String] = []
    for path in command.paths {
      let found = ScenarioPaths.all(at: path)
      guard !found.isEmpty else {
        throw UsageError(
          access(path, F_OK) == 0 ? "'\(path)' holds no scenario: their names end in .test.json" : "cannot read '\(path)': there is no such file")
      }
      paths += found.filter { !paths.contains($0) }
    }
    var files: [ScenarioFile] = []
    var isValid = true
    for path in paths {
      do throws(Diagnostics) {
        files.append(try ScenarioFile.load(path, extensions: surroundings.extensions, missing: surroundings.libraries.refusals))
      } catch {
        problems.show(error.list)
        isValid = false
      }
    }
    return isValid ? files : nil
  }

  private func run(_ suite: ScenarioSuite, _ files: [ScenarioFile]) throws(UsageError) -> HostExit {
    let report = TextReport(paint: paint)
    let begin = MonotonicClock.now
    var results: [ScenarioResult] = []
    var seconds: [String: Double] = [:]
    var ticker = ProgressLine(outlet: output)
    for file in files {
      if !command.json { output.write("\(file.path)\n") }
      for name in suite.chosen(in: file) {
        let started = MonotonicClock.now
        guard let result = suite.run(name, of: file, progress: { ticker.show(name, $0, of: suite.count) }) else { continue }
        let spent = Double(MonotonicClock.now - started) / 1e9
        ticker.clear()
        seconds[file.path + "\n" + name] = spent
        show(result, report, spent)
        results.append(result)
      }
    }
    summarise(results, Double(MonotonicClock.now - begin) / 1e9)
    if let path = command.junit { try write(JUnitReport.text(of: results) { seconds[$0.file + "\n" + $0.name] ?? 0 }, to: path) }
    return results.allSatisfy(\.hasPassed) ? .ok : .sessionFailed
  }

  private func show(_ result: ScenarioResult, _ report: TextReport, _ seconds: Double) {
    guard command.json else { return output.write(report.text(of: result)) }
    output.writeJSON(JSONReport.value(of: result, milliseconds: seconds * 1_000, again: result.failure.map { report.again(result, $0) }))
  }

  private func summarise(_ results: [ScenarioResult], _ seconds: Double) {
    let runs = results.reduce(0) { $0 + $1.seeds }
    let rate = Double(runs) / max(seconds, 0.001)
    if command.json {
      return output.writeJSON([
        "type": "summary", "scenarios": Value(results.count), "failed": Value(results.count { !$0.hasPassed }), "seeds": Value(runs),
        "wall_ms": Value(seconds * 1_000), "seeds_per_second": Value(rate.rounded()),
      ])
    }
    let pace = runs > results.count ? "; \(runs) seeds, \(Fixed.text(rate, decimals: 0)) a second" : ""
    output.write("\(TextReport.summary(results)) in \(Fixed.duration(milliseconds: seconds * 1_000))\(pace)\n")
  }

  private func paint(_ style: TextReport.Style, _ text: String) -> String {
    let colours = Colours(isOn: output.isTerminal && (surroundings.environment["NO_COLOR"] ?? "").isEmpty)
    return switch style {
    case .plain: text
    case .good: colours.blue(text)
    case .bad: colours.red(text)
    case .quiet: colours.dim(text)
    }
  }

  private func write(_ text: String, to path: String) throws(UsageError) {
    guard let file = fopen(path, "we") else { throw UsageError("--junit \(path): cannot write it: \(String(cString: strerror(errno)))") }
    let count = Array(text.utf8).withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    guard fclose(file) == 0, count == text.utf8.count else {
      throw UsageError("--junit \(path): cannot write it: \(String(cString: strerror(errno)))")
    }
  }
}

/// How far a scenario is, at the end of a terminal, ten times a second.
struct ProgressLine {
  let outlet: Outlet
  private var last: UInt64 = 0

  init(outlet: Outlet) { self.outlet = outlet }

  mutating func show(_ name: String, _ done: Int, of count: Int) {
    guard count > 1, outlet.isTerminal, MonotonicClock.now - last > 100_000_000 else { return }
    last = MonotonicClock.now
    outlet.showLive("      \(name)  \(done) of \(count) seeds")
  }

  func clear() { outlet.showLive("") }
}
