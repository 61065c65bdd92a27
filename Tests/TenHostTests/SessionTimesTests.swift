import Testing

@testable import TenHost

@Suite struct SessionTimesTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-21T18:43:00.250Z", 1_795_286_580_250), ("2024-02-29T00:00:00.000Z", 1_709_164_800_000),
    ]) func aServersTimeIsRead(text: String, milliseconds: Int)
  {
    #expect(RFC3339.milliseconds(text) == milliseconds)
  }

  @Test(arguments: ["", "yesterday", "2026-11-21 18:43:00Z", "2026-11-21T18:43Z", "xxxx-xx-xxTxx:xx:xxZ"]) func whatIsNoTimeIsNone(text: String) {
    #expect(RFC3339.milliseconds(text) == nil)
  }

  @Test(arguments: [(5, "5 ms"), (1_500, "1.5 s"), (90_500, "1 min 30 s"), (7_260_000, "2 h 1 min")]) func aSpanIsReadable(
    milliseconds: Int, text: String
  ) {
    #expect(SessionTable.span(milliseconds: milliseconds) == text)
  }
}
