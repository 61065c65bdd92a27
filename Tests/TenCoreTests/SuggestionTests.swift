import Testing

import TenCore

@Suite("A suggestion for a misspelt name")
struct SuggestionTests {
  static let names = ["channel", "user_uid", "bot_uid", "avatar_uid", "token", "session_id", "id"]

  @Test(
    "is the nearest one",
    arguments: [
      ("chanel", "channel"), ("channle", "channel"), ("hcannel", "channel"), ("Channel", "channel"), ("userUid", "user_uid"), ("bot-uid", "bot_uid"),
      ("avatr_uid", "avatar_uid"), ("tokn", "token"), ("sessionid", "session_id"), ("sesion_di", "session_id"), ("ID", "id"),
    ])
  func near(_ name: String, _ meant: String) {
    #expect(Suggestion.nearest(to: name, in: Self.names) == meant)
  }

  @Test(
    "is not made where nothing is near", arguments: ["", "x", "ix", "room", "temperature", "chan", "🙂", String(repeating: "channel", count: 1_000)])
  func far(_ name: String) {
    #expect(Suggestion.nearest(to: name, in: Self.names) == nil)
  }

  @Test("does not depend on the order of the names")
  func deterministic() {
    #expect(Suggestion.nearest(to: "vox", in: ["voy", "vob", "voz"]) == "vob")
    #expect(Suggestion.nearest(to: "vox", in: ["voz", "vob", "voy"]) == "vob")
  }

  @Test("prefers fewer differences to the alphabet")
  func nearestFirst() {
    #expect(Suggestion.nearest(to: "language", in: ["a_lamguage", "languages"]) == "languages")
  }

  @Test("counts a swap of neighbours as one difference")
  func swap() {
    #expect(Suggestion.nearest(to: "prot", in: ["port"]) == "port")
    #expect(Suggestion.nearest(to: "torp", in: ["port"]) == nil)
  }

  @Test("is nil without names")
  func none() {
    #expect(Suggestion.nearest(to: "a", in: [String]()) == nil)
  }
}
