import Testing

@testable import TenServer

@Suite struct V1TimesTests {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"), (951_868_799_999, "2000-02-29T23:59:59.999Z"),
      (951_868_800_000, "2000-03-01T00:00:00.000Z"), (1_700_000_000_123, "2023-11-14T22:13:20.123Z"), (1_709_164_800_000, "2024-02-29T00:00:00.000Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1_795_286_580_000, "2026-11-21T18:43:00.000Z"),
    ]) func millisecondsAreWrittenAsRFC3339(milliseconds: Int, text: String)
  {
    #expect(Timestamp.text(milliseconds) == text)
  }
}
