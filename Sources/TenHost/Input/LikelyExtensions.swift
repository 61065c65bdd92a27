internal import TenRuntime

/// The extensions that a text seems to name: it has a word like the name of an extension's type or module, as `wav_source` for `WavSource`.
///
/// No manifest is read for this, so it is a guess: the text may mean others, and an extension may have another name.
enum LikelyExtensions {
  /// - Parameters:
  ///   - text: JSON; the strings in it count.
  ///   - words: more names.
  static func named(in text: [UInt8], and words: some Sequence<String>, of all: [any Extension.Type]) -> [any Extension.Type] {
    var found = Set(words.map { bare($0.utf8) })
    for word in text.split(separator: UInt8(ascii: "\"")) where word.count <= 64 && word.allSatisfy(isPart) { found.insert(bare(word)) }
    return all.filter { type in
      _typeName(type, qualified: true).utf8.split(separator: UInt8(ascii: ".")).contains { found.contains(bare($0)) }
    }
  }

  private static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false
    }
  }

  private static func bare(_ word: some Sequence<UInt8>) -> String {
    String(decoding: word.filter { $0 != UInt8(ascii: "_") }.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
