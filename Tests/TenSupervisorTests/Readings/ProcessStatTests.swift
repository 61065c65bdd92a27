import Glibc
import Testing

@testable import TenSupervisor

@Suite struct AStatLine {
  private func line(_ name: String) -> [UInt8] {
    Array(
      "4711 (\(name)) S 1 4700 4700 0 -1 4194560 1 2 3 4 150 50 7 8 20 0 3 0 987654 1000 200 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0\n"
        .utf8)
  }

  @Test(arguments: ["tenhost", "a b", "a) S 1 (b", "()", "))) R 9 9", "", "naïve\u{7}"])
  func isReadWhateverTheProcessIsCalled(name: String) throws {
    let stat = try #require(ProcessStat(parsing: line(name)))
    #expect(stat.name == name)
    #expect(stat.processID == 4711 && stat.state == "S" && stat.parent == 1 && stat.group == 4700 && stat.threads == 3)
    #expect(stat.startTime == 987_654)
    #expect(stat.processorSeconds == 200 / Double(sysconf(CInt(_SC_CLK_TCK))))
  }

  @Test(arguments: ["", "4711", "4711 (x", "4711 x) S 1", "(x) S 1 1 1", "4711 (x) S 1 2 3", "x (y) S 1 4700 4700 0 -1 0 1 2 3 4 1 1 7 8 20 0 3 0 9"])
  func thatIsNoneIsRefused(text: String) {
    #expect(ProcessStat(parsing: Array(text.utf8)) == nil)
  }

  @Test func cutAnywhereNeverCrashes() {
    let whole = line("a) (b")
    for end in whole.indices { _ = ProcessStat(parsing: Array(whole[..<end])) }
  }

  @Test func ofThisProcessIsRead() throws {
    let stat = try #require(ProcessStat.read(Int(getpid())))
    #expect(stat.processID == Int(getpid()) && stat.isAlive && stat.parent == Int(getppid()))
  }
}

@Suite struct AProcessMemory {
  @Test func isReadOfARollup() {
    let text = """
      55bfe30d7000-7ffe6e3e1000 ---p 00000000 00:00 0                          [rollup]
      Rss:                1616 kB
      Pss:                 316 kB
      Pss_Dirty:           112 kB
      Private_Clean:        40 kB
      Private_Dirty:       112 kB
      """
    #expect(ProcessMemory(parsingRollup: Array(text.utf8)) == ProcessMemory(resident: 1_616 << 10, proportional: 316 << 10, unique: 152 << 10))
  }

  @Test func isReadOfStatm() {
    #expect(ProcessMemory(parsingStatm: Array("900 100 50 1 0 70 0\n".utf8))?.resident == 100 * sysconf(CInt(_SC_PAGESIZE)))
    #expect(ProcessMemory(parsingStatm: Array("900".utf8)) == nil)
    #expect(ProcessMemory(parsingStatm: Array("900 -3 1".utf8)) == nil)
    #expect(ProcessMemory(parsingStatm: Array("900 99999999999999999999 1".utf8)) == nil)
  }

  @Test func ofThisProcessIsMoreThanNothing() throws {
    let resident = try #require(ProcessMemory.resident(of: Int(getpid())))
    let whole = try #require(ProcessMemory.whole(of: Int(getpid())))
    #expect(resident > 1 << 20 && whole.resident > 1 << 20)
    #expect(try #require(whole.unique) <= whole.resident)
    #expect(ProcessMemory.resident(of: 0) == nil && ProcessMemory.whole(of: -4) == nil)
  }
}
