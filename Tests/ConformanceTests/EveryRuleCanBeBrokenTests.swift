import TenConformance
import TenTesting
import Testing

/// Each rule has an extension that breaks it, and is reported by the rule's name, and by no other.
@Suite struct EveryRuleCanBeBrokenTests {
  @Test(arguments: BrokenCase.all) func aBrokenExtensionIsReportedByTheRulesName(broken: BrokenCase) {
    let report = broken.conformance.report(seeds: broken.seeds)
    #expect(report.brokenRules == [broken.rule], "\(report)")
    let line = DocumentedRules.line(broken, report)
    if DocumentedRules.arePrinted { print(line) }
    let isDocumented = DocumentedRules.has(line)
    #expect(isDocumented, "docs/conformance.md lacks the line: \(line)")
  }

  @Test(arguments: [BrokenCase.faultyNode(""), BrokenCase.faultyTTS(""), BrokenCase.faultySTT("")])
  func theSameExtensionWithoutItsDefectConforms(sound: ExtensionConformance) throws { try sound.run(seeds: 0..<4) }

  @Test(arguments: ConformanceRole.allCases) func everyRuleHasABrokenExtension(role: ConformanceRole) {
    let known = Set(BrokenCase.all.map(\.rule))
    #expect(ExtensionConformance.rules(for: role).map(\.id).filter { !known.contains($0) } == [])
  }
}
