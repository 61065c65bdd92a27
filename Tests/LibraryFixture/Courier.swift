import Synchronization
import TenRuntime

/// Sends a parcel with the words of its greeting. Uses what authors use of the standard library: its parts must be there in every host.
actor Courier: Extension {
  static let manifest = Manifest(
    json: """
      {"type": "extension", "name": "courier", "version": "1.2.0", "description": "Delivers parcels.",
       "api": {"property": {"properties": {"words": {"type": "string", "default": "one, two, three"}}},
               "start": {"properties": {"channel": {"type": "string"}}, "required": ["channel"]}}}
      """, file: "manifest.json")
  nonisolated let context: ExtensionContext
  private let sent = Atomic<Int>(0)
  init(_ context: ExtensionContext) { self.context = context }

  func start(_ start: StartMessage) async throws {
    let words = try context.properties.string("words").split(separator: ", ").map { $0.replacing(/[aeiou]/, with: "*") }
    for word in words {
      let number = sent.wrappingAdd(1, ordering: .relaxed).newValue
      try await context.send(DataMessage("parcel", ["text": .string("\(number) \(word) for \(try start.string("channel"))")]))
    }
  }
}
