internal import Glibc
internal import TenControl
internal import TenGraph

/// Whether the files of a graph hold what its fork server read: by length and time of change first, by content where these differ.
struct GraphFiles: Sendable {
  private struct Seen: Sendable, Hashable {
    var bytes: Int
    var seconds: Int
    var nanoseconds: Int
    var node: UInt64

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      bytes = Int(status.st_size)
      seconds = status.st_mtim.tv_sec
      nanoseconds = status.st_mtim.tv_nsec
      node = UInt64(status.st_ino)
    }
  }

  private var files: [(digest: GraphFileDigest, seen: Seen?)] = []

  init() {}

  init(_ digests: [GraphFileDigest]) { files = digests.map { ($0, nil) } }

  /// Looks at the files; what was looked at before costs a `stat` each.
  mutating func areUnchanged() -> Bool {
    for index in files.indices {
      guard let now = Seen(files[index].digest.path) else { return false }
      if now == files[index].seen { continue }
      guard Self.holds(files[index].digest) else { return false }
      files[index].seen = now
    }
    return true
  }

  private static func holds(_ digest: GraphFileDigest) -> Bool {
    guard let bytes = try? TextFile.read(digest.path), bytes.count == digest.bytes else { return false }
    return hash(bytes) == digest.hash
  }

  /// FNV-1a, as the fork server computes it.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }
}
