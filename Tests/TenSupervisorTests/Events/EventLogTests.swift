import TenControl
import TenCore
import Testing

@testable import TenSupervisor

@Suite struct AnEventLog {
  private func event(_ number: Int) -> HostEvent { HostEvent(sequence: number, kind: .event, time: number, body: [:]) }

  private func numbers(_ stream: AsyncStream<HostEvent>) async -> [Int] {
    var numbers: [Int] = []
    for await event in stream { numbers.append(event.sequence) }
    return numbers
  }

  @Test func givesAReaderWhatItMissedAndThenWhatComes() async {
    let log = EventLog()
    for number in 1...5 { log.append(event(number)) }
    let stream = log.events(since: 3)
    log.append(event(6))
    log.finish()
    #expect(await numbers(stream) == [4, 5, 6])
    #expect(await numbers(log.events(since: 0)) == [1, 2, 3, 4, 5, 6], "a finished log can still be read")
  }

  @Test func doesNotTakeWhatItHas() {
    let log = EventLog()
    #expect(log.append(event(2)))
    #expect(!log.append(event(2)) && !log.append(event(1)))
    #expect(log.lastSequence == 2)
    log.finish()
    #expect(!log.append(event(3)))
  }

  @Test func keepsTheLastOnesOnly() async {
    let log = EventLog()
    for number in 1...5_000 { log.append(event(number)) }
    log.finish()
    #expect(await numbers(log.events(since: 0)) == Array((5_000 - EventLog.capacity + 1)...5_000))
  }

  @Test func keepsSoManyBytesOnlyAndTheLastEventWhateverItsSize() async {
    let log = EventLog()
    for number in 1...100 { log.append(event(number), bytes: 1 << 20) }
    log.append(event(101), bytes: 100 << 20)
    log.finish()
    let kept = await numbers(log.events(since: 0))
    #expect(kept.last == 101 && kept.count < 10)
  }

  @Test func givesANewReaderSoManyBytesOnly() async {
    let log = EventLog()
    for number in 1...7 { log.append(event(number), bytes: 1 << 20) }
    log.finish()
    #expect(await numbers(log.events(since: 0)) == [4, 5, 6, 7])
  }

  @Test func letsASlowReaderMissTheOldestAndNeverTheLast() async {
    let log = EventLog()
    let slow = log.events(since: 0)
    for number in 1...3_000 { log.append(event(number)) }
    log.finish()
    let seen = await numbers(slow)
    #expect(seen.count == EventLog.capacity && seen.last == 3_000)
  }

  @Test func forgetsAReaderThatLeft() async {
    let log = EventLog()
    do {
      var reader = log.events(since: 0).makeAsyncIterator()
      log.append(event(1))
      #expect(await reader.next()?.sequence == 1)
      #expect(log.readers == 1)
    }
    #expect(log.readers == 0)
  }

  @Test func takesABoundedNumberOfReaders() async {
    let log = EventLog()
    let streams = (0...EventLog.maximumReaders).map { _ in log.events(since: 0) }
    #expect(log.readers == EventLog.maximumReaders)
    #expect(await numbers(streams[EventLog.maximumReaders]) == [])
  }
}

@Suite struct AStartHistogram {
  @Test func countsInTheBucketThatHoldsTheTime() throws {
    var histogram = StartHistogram()
    for time in [0.5, 0.6, 10_000, 10_001, .infinity, .nan, -1] { histogram.record(.ready, milliseconds: time) }
    let ready = try #require(histogram.sums.first { $0.step == "ready" })
    #expect(ready.counts == [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    #expect(ready.counts.count == ready.bounds.count + 1)
    #expect(ready.sum == 20_002.1)
    #expect(histogram.sums.map(\.step) == ["reserved", "leased", "started", "ready", "total"])
    #expect(histogram.sums.filter { $0.step != "ready" }.allSatisfy { $0.sum == 0 })
  }
}
