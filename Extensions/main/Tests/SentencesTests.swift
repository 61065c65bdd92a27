@testable import Main
import TenTesting
import Testing

@Suite struct SentencesTests {
  private func pieces(_ texts: [String]) -> [String] {
    var splitter = SentenceSplitter()
    return texts.flatMap { splitter.add($0) } + splitter.finish()
  }

  @Test(
    arguments: [
      ("Hello, how are you? Fine!", ["Hello,", " how are you?", " Fine!"]),
      ("It is 3.5 degrees.", ["It is 3.5 degrees."]),
      ("I have 2. You have 1,000.", ["I have 2.", " You have 1,000."]),
      ("No. No.", ["No.", " No."]),
      ("Wait... what?! Yes", ["Wait.", " what?", " Yes"]),
      ("你好，世界。再见！", ["你好，", "世界。", "再见！"]),
      ("a <break time=\"1.5s\"/> b. c", ["a <break time=\"1.5s\"/> b.", " c"]),
      ("one\n\ntwo", ["one", " two"]),
      ("... !", []),
      ("", []),
    ] as [(String, [String])])
  func aTextIsCutWhereItCanBeSpoken(text: String, expected: [String]) {
    #expect(pieces([text]) == expected)
  }

  @Test(arguments: 0..<200 as Range<UInt64>) func itDoesNotMatterWhereTheStreamIsCut(seed: UInt64) {
    let text = "Well... I have 3.5 or 1,000. You? 好，<x a=\"1.2\">y</x>!\r\nNo. No. 👩‍👩‍👧 done 2." + String(repeating: "word ", count: 200)
    let whole = pieces([text])
    var random = SplitMix(state: seed)
    var (chunks, chunk): ([String], String.UnicodeScalarView) = ([], .init())
    for scalar in text.unicodeScalars {
      chunk.append(scalar)
      if random.next() % 4 == 0 {
        chunks.append(String(chunk))
        chunk = .init()
      }
    }
    #expect(pieces(chunks + [String(chunk)]) == whole)
    #expect(whole.allSatisfy { $0.unicodeScalars.count <= 801 })
  }

  @Test func whatIsNeverClosedDoesNotGrow() {
    let all = pieces([String](repeating: "<a ", count: 5_000) + ["end."])
    #expect(all.allSatisfy { $0.unicodeScalars.count <= 801 })
  }
}
