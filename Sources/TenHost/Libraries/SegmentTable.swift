/// The header of an ELF file and its segments: what of the file goes where in memory.
struct SegmentTable {
  private struct Piece {
    var address: UInt64
    var offset: UInt64
    var size: UInt64
  }

  private let file: ByteView
  private var loaded: [Piece] = []
  private(set) var dynamic: ByteView?
  private(set) var notes: [ByteView] = []

  init(_ file: ByteView) throws(SharedObject.Defect) {
    self.file = file
    try checkHeader()
    guard let start = file.number(at: 32, bytes: 8), let size = file.number(at: 54, bytes: 2), let count = file.number(at: 56, bytes: 2), size >= 56
    else { throw .damaged("its header is not complete") }
    for index in 0..<count { try read(start, at: index * size) }
    try checkEnd()
  }

  private func checkHeader() throws(SharedObject.Defect) {
    let first = file.part(at: 0, count: min(4, UInt64(file.count)))?.array ?? []
    guard first == [0x7f, 0x45, 0x4c, 0x46] else { throw .noLibrary(first) }
    guard file.count >= 64 else { throw .truncated(needs: 64, has: UInt64(file.count)) }
    guard file.number(at: 4, bytes: 1) == 2 else { throw .kind("a file for machines of 32 bits") }
    guard file.number(at: 5, bytes: 1) == 1 else { throw .kind("a file for big-endian machines") }
    let machine = UInt16(file.number(at: 18, bytes: 2) ?? 0)
    guard machine == SharedObject.machine else { throw .machine(machine) }
    switch file.number(at: 16, bytes: 2) {
    case 3: break
    case 1: throw .kind("an object file")
    case 2: throw .kind("an executable")
    default: throw .kind("a file of another kind")
    }
  }

  private mutating func read(_ start: UInt64, at index: UInt64) throws(SharedObject.Defect) {
    let place = start.addingReportingOverflow(index)
    guard !place.overflow, place.partialValue < UInt64(1) << 48 else { throw .damaged("its table of segments is nowhere") }
    func field(_ offset: UInt64, _ size: Int) throws(SharedObject.Defect) -> UInt64 {
      guard let value = file.number(at: place.partialValue + offset, bytes: size) else {
        throw .truncated(needs: place.partialValue + 56, has: UInt64(file.count))
      }
      return value
    }
    let type = try field(0, 4)
    let piece = Piece(address: try field(16, 8), offset: try field(8, 8), size: try field(32, 8))
    // Only these are looked at: load, dynamic, note.
    guard [1, 2, 4].contains(type) else { return }
    guard let content = file.part(at: piece.offset, count: piece.size) else {
      throw .truncated(needs: piece.offset &+ piece.size, has: UInt64(file.count))
    }
    switch type {
    case 1: loaded.append(piece)
    case 2: dynamic = content
    default: notes.append(content)
    }
  }

  /// The table of sections stands at the end: a file without it was cut, though all that is loaded may be there.
  private func checkEnd() throws(SharedObject.Defect) {
    let start = file.number(at: 40, bytes: 8) ?? 0
    let size = (file.number(at: 58, bytes: 2) ?? 0) * (file.number(at: 60, bytes: 2) ?? 0)
    guard start == 0 || file.part(at: start, count: size) != nil else { throw .truncated(needs: start &+ size, has: UInt64(file.count)) }
  }

  /// What will be in memory from an address to the end of its segment; nil where nothing of the file is.
  func content(at address: UInt64) -> ByteView? {
    for piece in loaded where address >= piece.address && address - piece.address < piece.size {
      let skipped = address - piece.address
      return file.part(at: piece.offset + skipped, count: piece.size - skipped)
    }
    return nil
  }
}
