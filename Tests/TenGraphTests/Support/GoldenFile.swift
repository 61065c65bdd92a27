import TenCore
import TenGraph
import Testing

/// A case of a golden file: texts, and what must be reported of them.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  var title: String
  /// `error G003 /nodes/0/nmae 2`, sorted.
  var expected: [String] = []
  var files: [String: String] = [:]
  var environment: [String: String] = [:]
  /// Compile one graph instead of checking all of them; `""` for none by name.
  var chosen: String?

  var testDescription: String { title }

  static func cases(in name: String) throws -> [GoldenCase] {
    let text = String(decoding: try TextFile.read(folder + name), as: UTF8.self)
    var cases: [GoldenCase] = []
    var file: String?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("=== ") {
        cases.append(GoldenCase(title: String(line.dropFirst(4))))
        file = nil
      } else if line.hasPrefix("--- ") {
        file = String(line.dropFirst(4))
        cases[cases.count - 1].files[String(line.dropFirst(4))] = ""
      } else if let file {
        cases[cases.count - 1].files[file]! += line + "\n"
      } else if line.hasPrefix("=> ") {
        cases[cases.count - 1].expected.append(String(line.dropFirst(3)))
      } else if line.hasPrefix("env ") {
        let parts = line.dropFirst(4).split(separator: "=")
        cases[cases.count - 1].environment[String(parts[0])] = String(parts[1])
      } else if line.hasPrefix("choose") {
        cases[cases.count - 1].chosen = String(line.dropFirst(7))
      }
    }
    return cases.map { one in
      var one = one
      one.expected.sort()
      return one
    }
  }

  static let folder = String(#filePath.prefix(upTo: #filePath.range(of: "Support/"))) + "Golden/"

  static func text(_ diagnostic: Diagnostic) -> String {
    let pointer = diagnostic.pointer.isEmpty ? "-" : diagnostic.pointer
    let line = diagnostic.line.map { "\($0)" } ?? "-"
    let file = diagnostic.file == "g.json" ? "" : " \(diagnostic.file ?? "?")"
    return "\(diagnostic.severity.rawValue) \(diagnostic.code) \(pointer) \(line)\(file)"
  }

  /// What is reported, sorted.
  func reported() throws -> [Diagnostic] {
    let json = try JSON.parse(try TextFile.read(Self.folder + "manifests.json"), file: "manifests.json")
    let manifests = (json.array ?? []).map { JSON.text(of: $0) }
    let bench = try Workbench(files, environment: environment, manifests: manifests)
    guard let chosen else { return bench.compiler.check(file: "g.json") }
    do {
      return try bench.compile(graph: chosen.isEmpty ? nil : chosen).warnings
    } catch let error as Diagnostics {
      return error.list
    }
  }
}

extension String {
  fileprivate func range(of part: String) -> String.Index {
    indices.first { self[$0...].hasPrefix(part) } ?? endIndex
  }
}
