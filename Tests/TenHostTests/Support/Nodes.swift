import Logging
import TenCore
import TenGraph
import TenRuntime

/// Takes start values, says so, and ends the session.
actor Greeter: Extension {
  static let manifest = Manifest(
    json: """
      {"type": "extension", "name": "greeter", "version": "0.1.0", "description": "Greets a channel.",
       "api": {"property": {"properties": {"text": {"type": "string", "default": "hello"}, "volume": {"type": "int32"}, "key": {"type": "string", "secret": true}}},
               "start": {"properties": {"channel": {"type": "string"}, "uid": {"type": "uint32"}, "token": {"type": "string", "secret": true}},
                         "required": ["channel"]}}}
      """, file: "manifest.json")
  nonisolated let context: ExtensionContext
  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) async throws {
    if start["channel"] == "refused" { throw Refusal() }
    let channel = try start.string("channel")
    context.log.info("joined \(channel) with \(start["token"]?.string ?? "nothing")")
    context.endSession(reason: "greeted")
  }

  struct Refusal: Error, CustomStringConvertible { var description: String { "the channel is closed" } }
}

enum Graphs {
  static let greeter = """
    {"nodes": [{"type": "extension", "name": "hello", "addon": "greeter", "extension_group": "main", "property": {"text": "hi"}}]}
    """
}
