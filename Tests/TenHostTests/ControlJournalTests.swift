import TenControl
import TenCore
import Testing

@testable import TenHost

@Suite struct ControlJournalTests {
  private func numbers(_ journal: EventJournal, after sequence: Int = 0) -> [Int] {
    var (found, last) = ([Int](), sequence)
    while let entry = journal.next(after: last) {
      found.append(entry.sequence)
      last = entry.sequence
    }
    return found
  }

  private func add(_ journal: inout EventJournal, _ kind: HostEvent.Kind = .event, bytes: Int = 10) -> Int {
    let isKept = HostEvent(sequence: 0, kind: kind, time: 0, body: [:]).isKept
    return journal.add(kind, isKept: isKept) { _ in [UInt8](repeating: 0, count: bytes) }
  }

  @Test func theLast1024EventsStayAndThoseThatAreNeverDropped() {
    var journal = EventJournal()
    for number in 1...3_000 { _ = add(&journal, number == 5 ? .prepared : number == 7 ? .ready : .event) }
    let numbers = numbers(journal)
    #expect(Array(numbers.prefix(2)) == [5, 7])
    #expect(numbers.count == 1_026)
    #expect(numbers.last == 3_000)
    #expect(self.numbers(journal, after: 2_998) == [2_999, 3_000])
  }

  @Test func longEventsAreBoundedInBytesToo() {
    var journal = EventJournal()
    for _ in 1...100 { _ = add(&journal, bytes: 1 << 20) }
    #expect(numbers(journal) == [97, 98, 99, 100])
  }

  @Test func countersPushNothingElseOut() {
    var journal = EventJournal()
    let first = add(&journal)
    for _ in 1...5_000 { _ = add(&journal, .counters) }
    #expect(numbers(journal) == [first, 5_001])
  }

  @Test func theOrdinalsTellHowManyEventsWereLostCountersApart() throws {
    var journal = EventJournal()
    for _ in 1...10 { _ = add(&journal) }
    for _ in 1...50 { _ = add(&journal, .counters) }
    for _ in 1...1_500 { _ = add(&journal) }
    let known = journal.ordinal(of: 0)
    let next = try #require(journal.next(after: 10))
    #expect(known == 0)
    // 486 of the later ones went with the first ten.
    #expect(next.ordinal - 10 - 1 == 476 + (next.isCounters ? 1 : 0))
  }
}
