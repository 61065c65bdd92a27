/// What is to be known of a shared library before it is loaded, read from its bytes: nothing of it is mapped, and nothing of it runs.
struct SharedObject {
  /// Why bytes are no shared library that can be read on.
  enum Defect: Error, Equatable {
    /// It begins with these bytes.
    case noLibrary([UInt8])
    /// The end is missing.
    case truncated(needs: UInt64, has: UInt64)
    case machine(UInt16)
    /// An executable, an object file, or another format.
    case kind(String)
    case damaged(String)
  }

  struct Note: Equatable {
    var owner: String
    var type: UInt64
    var content: [UInt8]
  }

  private(set) var notes: [Note] = []
  /// The names of the libraries that are loaded with it.
  private(set) var needed: [String] = []
  /// The dynamic symbols that it has, and those that others must have.
  private(set) var defined: [String] = []
  private(set) var undefined: [String] = []

  /// The number of this processor in the format.
  static var machine: UInt16 {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #else
      0
    #endif
  }

  init(_ bytes: [UInt8]) throws(Defect) {
    let file = ByteView(bytes)
    let segments = try SegmentTable(file)
    for segment in segments.notes { notes += try Self.notes(segment) }
    guard let dynamic = segments.dynamic else { throw .damaged("it has no table for the loader") }
    let table = try DynamicTable(dynamic, segments)
    needed = table.needed
    for symbol in try table.symbols() {
      if symbol.isDefined { defined.append(symbol.name) } else { undefined.append(symbol.name) }
    }
  }

  private static func notes(_ segment: ByteView) throws(Defect) -> [Note] {
    var found: [Note] = []
    var offset: UInt64 = 0
    while offset < UInt64(segment.count), found.count < 256 {
      guard let ownerSize = segment.number(at: offset, bytes: 4), let size = segment.number(at: offset + 4, bytes: 4),
        let type = segment.number(at: offset + 8, bytes: 4), let owner = segment.part(at: offset + 12, count: ownerSize),
        let content = segment.part(at: offset + 12 + padded(ownerSize), count: size)
      else { throw .damaged("a note reaches beyond its segment") }
      found.append(Note(owner: String(decoding: owner.array.prefix { $0 != 0 }, as: UTF8.self), type: type, content: content.array))
      offset += 12 + padded(ownerSize) + padded(size)
    }
    return found
  }

  private static func padded(_ size: UInt64) -> UInt64 { (size + 3) & ~3 }
}
