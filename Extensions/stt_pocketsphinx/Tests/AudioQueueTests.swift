import Testing

@testable import SttPocketsphinx

@Suite struct AudioQueueTests {
  private func samples(_ range: Range<Int>) -> [Int16] { range.map { Int16($0) } }

  @Test func piecesKeepTheirOrderAndPlace() {
    var queue = AudioQueue<String>(limit: 100, piece: 20, least: 10)
    let dropped = queue.append(samples(0..<9))
    #expect(dropped == 0)
    let step = queue.next()
    #expect(step == nil)
    let dropped2 = queue.append(samples(9..<35))
    #expect(dropped2 == 0)
    let step2 = queue.next()
    #expect(step2 == .decode(samples(0..<20), at: 0))
    let step3 = queue.next()
    #expect(step3 == .decode(samples(20..<35), at: 20))
    let step4 = queue.next()
    #expect(step4 == nil)
  }

  @Test func aWishWaitsForTheAudioBeforeItAndForNoMore() {
    var queue = AudioQueue<String>(limit: 100, piece: 20, least: 10)
    _ = queue.append(samples(0..<23))
    let isTaken = queue.finalize("a")
    #expect(isTaken)
    _ = queue.append(samples(23..<40))
    let step = queue.next()
    #expect(step == .decode(samples(0..<20), at: 0))
    let step2 = queue.next()
    #expect(step2 == .decode(samples(20..<23), at: 20))
    let step3 = queue.next()
    #expect(step3 == .finalize("a"))
    let step4 = queue.next()
    #expect(step4 == .decode(samples(23..<40), at: 23))
    let step5 = queue.next()
    #expect(step5 == nil)
  }

  @Test func beyondTheLimitTheOldestGoesAndPlacesStayRight() {
    var queue = AudioQueue<String>(limit: 30, piece: 20, least: 10)
    _ = queue.append(samples(0..<10))
    let isTaken = queue.finalize("a")
    #expect(isTaken)
    let dropped = queue.append(samples(10..<50))
    #expect(dropped == 20)
    let step = queue.next()
    #expect(step == .finalize("a"))
    let step2 = queue.next()
    #expect(step2 == .decode(samples(20..<40), at: 20))
  }

  @Test func wishesAreBounded() {
    var queue = AudioQueue<Int>()
    for number in 0..<AudioQueue<Int>.maximumWishes {
      let isTaken = queue.finalize(number)
      #expect(isTaken)
    }
    let isTaken2 = queue.finalize(64)
    #expect(!isTaken2)
  }
}
