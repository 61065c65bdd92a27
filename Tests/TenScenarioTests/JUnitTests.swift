import Testing

@testable import TenScenario

@Suite struct JUnitTests {
  private func report() throws -> XMLElement {
    let results = try Golden.results("failing.test.json", filter: "another") + Golden.results("passing.test.json", filter: "any order")
    return try #require(XMLReader.read(JUnitReport.text(of: results) { _ in 0.25 }))
  }

  @Test func itHasTheShapeThatBuildServersRead() throws {
    let root = try report()
    #expect(root.name == "testsuites")
    #expect(root.attributes["tests"] == "4" && root.attributes["failures"] == "3" && root.attributes["errors"] == "0")
    #expect(root.attributes["time"] == "1.000")
    #expect(root.children.map(\.name) == ["testsuite", "testsuite"])
    for suite in root.children {
      let cases = suite.children
      #expect(cases.allSatisfy { $0.name == "testcase" })
      #expect(suite.attributes["name"]?.hasSuffix(".test.json") == true)
      #expect(suite.attributes["tests"] == "\(cases.count)")
      #expect(suite.attributes["failures"] == "\(cases.count { !$0.children.isEmpty })")
      for one in cases {
        #expect(one.attributes["classname"] == suite.attributes["name"])
        #expect(one.attributes["name"]?.isEmpty == false && one.attributes["time"] == "0.250")
      }
    }
  }

  @Test func aFailureHoldsTheWholeReport() throws {
    let failure = try #require(try report().children.first?.children.first?.children.first)
    #expect(failure.name == "failure")
    #expect(failure.attributes["message"]?.contains("step 3: expect data 'text' from 'out' within 300 ms: expected") == true)
    #expect(failure.text.contains("again: tenhost test"))
    #expect(failure.text.contains(#"properties {"text": "c", "number": 1}"#))
  }

  @Test func whatXMLCannotHoldIsReplaced() {
    #expect(JUnitReport.escaped("a<b>&\"c\"\u{1}\n\u{FFFE}é") == "a&lt;b&gt;&amp;&quot;c&quot;\u{FFFD}&#10;\u{FFFD}é")
  }
}
