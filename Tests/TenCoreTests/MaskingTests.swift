import Testing

import TenCore

@Suite("Masking")
struct MaskingTests {
  static let properties: Properties = ["a": ["b": [1, ["c": "secret"]], "d": 2], "e": "x", "f.g": "dotted", "n": nil]

  @Test(
    "hides the value at a path, and nothing else",
    arguments: [
      ("e", ["a": ["b": [1, ["c": "secret"]], "d": 2], "e": "***", "f.g": "dotted", "n": nil]),
      ("a.b[1].c", ["a": ["b": [1, ["c": "***"]], "d": 2], "e": "x", "f.g": "dotted", "n": nil]),
      ("a.b", ["a": ["b": "***", "d": 2], "e": "x", "f.g": "dotted", "n": nil]),
      ("f.g", ["a": ["b": [1, ["c": "secret"]], "d": 2], "e": "x", "f.g": "***", "n": nil]),
    ] as [(String, Properties)])
  func hides(_ path: String, _ expected: Properties) {
    #expect(Masking.masked(Self.properties, paths: [path]) == expected)
  }

  @Test("leaves everything where a path leads nowhere", arguments: ["", "z", "a.z", "a.b[7].c", "ab", "n", "n.x"])
  func nowhere(_ path: String) {
    #expect(Masking.masked(Self.properties, paths: [path]) == Self.properties)
  }

  @Test("hides a value that took the place of an object or array", arguments: ["e.key", "e[0]", "a.d.x.y"])
  func failsClosed(_ path: String) {
    let masked = Masking.masked(Self.properties, paths: [path])
    #expect(masked["e"] == "***" || masked.value(at: "a.d") == "***")
  }

  @Test("hides an array whose index is no number")
  func badIndex() {
    #expect(Masking.masked(Self.properties, paths: ["a.b[x]"]).value(at: "a.b") == "***")
  }

  @Test("takes several paths")
  func several() {
    #expect(Masking.masked(["a": 1, "b": 2, "c": 3], paths: ["a", "c"]) == ["a": "***", "b": 2, "c": "***"])
  }
}
