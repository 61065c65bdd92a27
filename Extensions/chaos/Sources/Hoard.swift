/// Memory that is taken and never given back, as a leak does.
struct Hoard {
  private var blocks: [[UInt8]] = []

  var bytes: Int { blocks.reduce(0) { $0 + $1.count } }

  /// Really uses the memory: every page is written to.
  mutating func take(_ bytes: Int) { blocks.append([UInt8](repeating: 1, count: bytes)) }
}
