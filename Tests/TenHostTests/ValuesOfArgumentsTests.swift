import TenCore
import Testing

@testable import TenHost

@Suite struct ValuesOfArgumentsTests {
  @Test func aTextThatLooksLikeANumberStaysTextWhereTextIsDeclared() {
    #expect(StartArguments.value("17", [PropertySchema(.string)]) == "17")
    #expect(StartArguments.value("17", [PropertySchema(.uint32)]) == 17)
    #expect(StartArguments.value("\"17\"", [PropertySchema(.string)]) == "17")
    #expect(StartArguments.value("[1, 2]", [PropertySchema(.array)]) == [1, 2])
    #expect(StartArguments.value("{\"a\": true}", []) == ["a": true])
    #expect(StartArguments.value("plain", []) == "plain")
  }

  @Test(arguments: [("10s", 10_000), ("250ms", 250), ("1.5m", 90_000), ("2", 2_000)]) func aTimeIsRead(text: String, milliseconds: Int) {
    #expect(TimeSpan(argument: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: ["", "0", "-1s", "soon", "1d", "9e99h", "nan"]) func aTimeThatIsNoneIsRefused(text: String) {
    #expect(TimeSpan(argument: text) == nil)
  }
}
