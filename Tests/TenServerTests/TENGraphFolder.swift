import Foundation
import Glibc

/// A fresh folder of graph files, gone with this object.
final class TENGraphFolder: Sendable {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("graphs-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
  func time(of name: String) throws -> Date? {
    try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")[.modificationDate] as? Date
  }

  /// When its status was changed last.
  func change(of name: String) -> [Int] {
    var status = stat()
    return stat("\(path)/\(name)", &status) == 0 ? [status.st_ctim.tv_sec, status.st_ctim.tv_nsec] : []
  }

  func setTime(_ time: Date?, of name: String) throws {
    try FileManager.default.setAttributes([.modificationDate: time ?? Date()], ofItemAtPath: "\(path)/\(name)")
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

  static let echo = #"{"nodes": [{"type": "extension", "name": "echo", "addon": "echo"}]}"#

  /// Two graphs as a TEN app has them; the first starts by itself.
  static let voices = """
    {"ten": {"predefined_graphs": [
      {"name": "voice_assistant", "auto_start": true, "graph": {"nodes": [
        {"type": "extension", "name": "agora_rtc", "addon": "agora_rtc"},
        {"type": "extension", "name": "messages", "addon": "agora_rtm"},
        {"type": "extension", "name": "llm", "addon": "llm_script"},
        {"type": "extension", "name": "avatar", "addon": "avatar"}]}},
      {"name": "voice_assistant_sip", "auto_start": false, "graph": {"nodes": [
        {"type": "extension", "name": "main", "addon": "main"}]}}
    ]}}
    """
}
