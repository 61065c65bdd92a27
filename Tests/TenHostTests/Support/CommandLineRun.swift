import Glibc
import TenCore
import TenGraph
import TenRuntime
import Testing

@testable import TenHost

/// One run of the command line in this process.
struct CommandLineRun {
  let status: HostExit
  let output: String
  let errors: String

  init(
    _ arguments: String..., extensions: [any Extension.Type] = [Greeter.self], environment: [String: String] = [:], input: String = "",
    isTerminal: Bool = false
  ) {
    self.init(words: arguments, extensions: extensions, environment: environment, input: input, isTerminal: isTerminal)
  }

  init(
    words arguments: [String], extensions: [any Extension.Type] = [Greeter.self], environment: [String: String] = [:], input: String = "",
    isTerminal: Bool = false
  ) {
    let out = Outlet(isTerminal: isTerminal)
    let err = Outlet(isTerminal: isTerminal)
    let surroundings = Surroundings(
      extensions: extensions, environment: environment, output: out, errors: err, readInput: { Array(input.utf8) }, ownsProcess: false)
    status = TenHost.run(arguments, in: surroundings)
    output = out.text
    errors = err.text
  }

  /// The lines of JSON that were written.
  func lines(type: String? = nil) throws -> [Properties] {
    try output.split(separator: "\n").map { try JSON.parse(String($0)).object ?? Properties() }.filter { type == nil || $0["type"]?.string == type }
  }
}

/// A file that is gone with the value.
final class ScratchFile {
  let path: String

  init(_ text: String, name: String = "graph.json") throws {
    var template = Array("/tmp/tenhost-test-XXXXXX".utf8CString)
    let made = mkdtemp(&template)
    let folder = String(cString: try #require(made))
    path = "\(folder)/\(name)"
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
  }

  deinit {
    unlink(path)
    rmdir(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
  }
}
