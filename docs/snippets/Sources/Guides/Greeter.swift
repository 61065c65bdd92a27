import TenRuntime

/// Greets whose name it gets; asks `translator` for the greeting in its language.
public actor Greeter: Extension {
  public static let manifest = Manifest(
    json: """
      {"type": "extension", "name": "greeter", "version": "0.1.0",
       "peers": {"translator": {"default": "translator", "optional": true}},
       "api": {"property": {"properties": {"language": {"type": "string", "default": "en"}}},
               "data_in": [{"name": "name"}], "data_out": [{"name": "greeting"}],
               "cmd_out": [{"name": "translate"}]}}
      """, file: "manifest.json")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  public func handle(_ data: DataMessage) async throws {
    var hello = "Hello"
    if try context.properties.string("language") != "en" {
      let result = try await context.send(Command("translate", ["text": "Hello"]), to: "translator", timeout: .seconds(2))
      if result.isOK, let text = result["text"]?.string { hello = text }
    }
    try await context.send(DataMessage("greeting", ["text": .string("\(hello) \(data["text"]?.string ?? "")")]))
  }
}
