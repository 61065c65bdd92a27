import AgoraRtc
import AgoraRtm
import Echo
import Glibc
import LlmOpenai
import Relay
import TenGraph
import TenRuntime
import Testing
import TtsTones

@testable import TenScenario

/// The scenario files beside the tests, and the texts that they must give.
enum Golden {
  static let extensions: [any Extension.Type] = [AgoraRtc.self, AgoraRtm.self, Echo.self, LlmOpenai.self, Relay.self, TtsTones.self]
  static let folder = "\(#filePath.split(separator: "/").dropLast().map { "/\($0)" }.joined())/Golden/"

  static func load(_ name: String) throws -> ScenarioFile { try ScenarioFile.load(folder + name, extensions: extensions) }

  static func results(_ name: String, seeds: Range<UInt64> = 0..<1, filter: String? = nil) throws -> [ScenarioResult] {
    let file = try load(name)
    let suite = ScenarioSuite(extensions: extensions, seeds: seeds, filter: filter)
    return suite.chosen(in: file).compactMap { suite.run($0, of: file) }
  }

  /// The text without the path of this machine.
  static func relative(_ text: String) -> String { text.replacing(folder, with: "") }

  /// Compares with a file; where the two differ, what came is left in /tmp to look at.
  static func compare(_ text: String, with name: String) throws {
    let expected = (try? TextFile.read(folder + name)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    guard relative(text) != expected else { return }
    let file = fopen("/tmp/\(name)", "w")
    fputs(relative(text), file)
    if let file { fclose(file) }
    let (came, wanted) = (relative(text).split(separator: "\n"), expected.split(separator: "\n"))
    let place = zip(came, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(came.count, wanted.count)
    Issue.record("\(name):\(place + 1): expected \(wanted.dropFirst(place).first ?? "the end"), got \(came.dropFirst(place).first ?? "the end")")
  }
}
