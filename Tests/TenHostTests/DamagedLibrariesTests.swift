import Testing

@testable import TenHost

/// Bytes of libraries are read by this host before the system's loader sees them: whatever they say, they are told apart and nothing crashes.
@Suite struct DamagedLibrariesTests {
  /// A small generator, the same in each run.
  private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(sides))
    }
  }

  @Test func twoThousandChangedLibrariesAreReadWithoutACrash() throws {
    let good = try BuiltLibrary.shared.get().bytes
    var dice = Dice(state: 0x5eed)
    var refused = 0
    for _ in 0..<2_000 {
      let bytes = changed(good, &dice)
      do {
        _ = try LibraryCheck().pass(bytes)
      } catch {
        refused += 1
      }
    }
    // Most changes are in code, which is not looked at; those in the tables are found.
    #expect(refused > 500)
    #expect(refused < 2_000)
  }

  /// Half of the changes are in the first and last pieces, where the tables are.
  private func changed(_ good: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = good
    if dice.roll(8) == 0 { bytes.removeLast(dice.roll(bytes.count)) }
    guard !bytes.isEmpty else { return bytes }
    for _ in 0...dice.roll(6) {
      let inTables = dice.roll(4) > 0
      let place = inTables ? dice.roll(min(bytes.count, 8_192)) : dice.roll(bytes.count)
      switch dice.roll(4) {
      case 0: bytes[place] = UInt8(dice.roll(256))
      case 1: bytes[place] ^= 1 << UInt8(dice.roll(8))
      case 2: for index in place..<min(place + 8, bytes.count) { bytes[index] = 0xff }
      default: for index in place..<min(place + 4, bytes.count) { bytes[index] = 0 }
      }
    }
    return bytes
  }

  @Test func aLibraryThatIsCutAnywhereIsRefused() throws {
    let good = try BuiltLibrary.shared.get().bytes
    for count in stride(from: 0, to: good.count, by: 401) {
      #expect(throws: LibraryRefusal.self, "cut to \(count) bytes") { _ = try LibraryCheck().pass(Array(good[..<count])) }
    }
  }

  @Test func fieldsOfTheHeaderMayHoldAnything() throws {
    let good = try BuiltLibrary.shared.get().bytes
    for offset in stride(from: 0, to: 64, by: 2) {
      for value: [UInt8] in [[0, 0], [0xff, 0xff], [0, 0x80], [1, 0]] {
        var bytes = good
        bytes.replaceSubrange(offset..<offset + 2, with: value)
        _ = try? LibraryCheck().pass(bytes)
      }
    }
    #expect(throws: Never.self) { _ = try LibraryCheck().pass(good) }
  }
}
