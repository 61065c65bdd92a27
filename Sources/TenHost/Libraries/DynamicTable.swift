/// What an ELF file tells its loader: the libraries it needs, and its symbols.
struct DynamicTable {
  struct Symbol {
    var name: String
    var isDefined: Bool
  }

  private enum Tag { static let needed: UInt64 = 1, hash: UInt64 = 4, strings: UInt64 = 5, symbols: UInt64 = 6, gnuHash: UInt64 = 0x6fff_fef5 }

  private let segments: SegmentTable
  private var places: [UInt64: UInt64] = [:]
  private(set) var needed: [String] = []

  static let maximumSymbols: UInt64 = 1 << 20

  init(_ content: ByteView, _ segments: SegmentTable) throws(SharedObject.Defect) {
    self.segments = segments
    var names: [UInt64] = []
    var offset: UInt64 = 0
    while let tag = content.number(at: offset, bytes: 8), let value = content.number(at: offset + 8, bytes: 8), tag != 0 {
      if tag == Tag.needed { names.append(value) } else { places[tag] = value }
      offset += 16
    }
    guard names.count <= 1_024 else { throw .damaged("it needs \(names.count) other libraries") }
    guard let strings = table(Tag.strings) else { throw .damaged("it has no table of names") }
    for name in names {
      guard let text = strings.text(at: name) else { throw .damaged("the name of a library that it needs is nowhere") }
      needed.append(text)
    }
  }

  private func table(_ tag: UInt64) -> ByteView? { places[tag].flatMap { segments.content(at: $0) } }

  func symbols() throws(SharedObject.Defect) -> [Symbol] {
    guard let strings = table(Tag.strings), let table = table(Tag.symbols) else { throw .damaged("it has no table of symbols") }
    guard let count = count(), count <= Self.maximumSymbols else { throw .damaged("its symbols cannot be counted") }
    var found: [Symbol] = []
    // The first is empty, always.
    for index in 0..<count where index > 0 {
      guard let name = table.number(at: index * 24, bytes: 4), let section = table.number(at: index * 24 + 6, bytes: 2),
        let info = table.number(at: index * 24 + 4, bytes: 1), let text = strings.text(at: name)
      else { throw .damaged("symbol \(index) is not complete") }
      // Weak ones may be missing.
      if section == 0 && info >> 4 == 2 { continue }
      found.append(Symbol(name: text, isDefined: section != 0))
    }
    return found
  }

  /// The number of symbols stands in the tables that find them.
  private func count() -> UInt64? {
    if let hash = table(Tag.hash) { return hash.number(at: 4, bytes: 4) }
    guard let hash = table(Tag.gnuHash), let buckets = hash.number(at: 0, bytes: 4), let first = hash.number(at: 4, bytes: 4),
      let filters = hash.number(at: 8, bytes: 4), buckets <= Self.maximumSymbols, filters <= Self.maximumSymbols
    else { return nil }
    var last: UInt64 = 0
    for bucket in 0..<buckets {
      guard let symbol = hash.number(at: 16 + filters * 8 + bucket * 4, bytes: 4) else { return nil }
      last = max(last, symbol)
    }
    guard last >= first else { return first }
    // The chain of the last bucket ends with an odd number.
    let chains = 16 + filters * 8 + buckets * 4
    while let value = hash.number(at: chains + (last - first) * 4, bytes: 4) {
      last += 1
      if value & 1 == 1 { return last }
    }
    return nil
  }
}
