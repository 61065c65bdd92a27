import TenCore
import TenGraph
import Testing

@Suite struct PropertiesFromJSONTests {
  @Test func anObjectBecomesPropertiesAndTextAgain() throws {
    let text = #"{"text":"hi","end":true,"metadata":{"turn_id":3},"words":["a"]}"#
    let properties = try Properties(json: text)
    #expect(properties["metadata"] == ["turn_id": 3])
    #expect(properties.json == text)
  }

  @Test(arguments: ["[1]", "3", "null"]) func anotherValueIsRefused(_ text: String) {
    #expect { try Properties(json: text) } throws: { ($0 as? Diagnostics)?.codes == ["G004"] }
  }

  @Test func brokenTextIsRefusedWithItsPlace() {
    #expect { try Properties(json: "{\"a\":\n}") } throws: { error in
      let problem = (error as? Diagnostics)?.list.first
      return problem?.code == "G001" && problem?.line == 2
    }
  }
}
