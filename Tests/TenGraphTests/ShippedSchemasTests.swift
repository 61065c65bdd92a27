import TenCore
import Testing

@testable import TenGraph

/// The JSON Schemas for editors know exactly the keys that the readers know.
@Suite struct ShippedSchemasTests {
  @Test(arguments: [("graph", KeySet.graphSchema), ("manifest", KeySet.manifestSchema)])
  func theKeysAreTheSame(_ name: String, _ sets: [String: KeySet]) throws {
    let schema = try JSON.parse(try Repository.text("docs/schemas/\(name).schema.json"), file: name)
    let definitions = try #require(schema.object?["$defs"]?.object)
    #expect(Set(definitions.keys).subtracting(["legacyNode"]) == Set(sets.keys))
    for (definition, keys) in sets {
      let object = try #require(definitions[definition]?.object)
      #expect(Set(object["properties"]?.object?.keys ?? []) == Set(keys.keys + ["$schema"]), "\(definition)")
      #expect(object["additionalProperties"] == false, "\(definition)")
    }
  }

  @Test func everyReferenceLeadsSomewhere() throws {
    for name in ["graph", "manifest"] {
      let schema = try JSON.parse(try Repository.text("docs/schemas/\(name).schema.json"), file: name)
      let definitions = Set(schema.object?["$defs"]?.object?.keys ?? [])
      for reference in references(in: schema) { #expect(definitions.contains(String(reference.dropFirst("#/$defs/".count)))) }
    }
  }

  private func references(in value: Value) -> [String] {
    switch value {
    case .array(let elements): elements.flatMap(references)
    case .object(let object): object.flatMap { key, value in key == "$ref" ? [value.string ?? ""] : references(in: value) }
    default: []
    }
  }
}
