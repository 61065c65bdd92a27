import TenGraph

/// Files of the package, by their path from its root.
enum Repository {
  static func text(_ path: String) throws -> String {
    let tests = #filePath.split(separator: "/").dropLast(4)
    return String(decoding: try TextFile.read("/" + tests.joined(separator: "/") + "/" + path), as: UTF8.self)
  }
}
