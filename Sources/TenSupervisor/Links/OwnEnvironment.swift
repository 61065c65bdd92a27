@preconcurrency internal import Glibc

/// The variables of this process.
enum OwnEnvironment {
  static var variables: [String: String] {
    var found: [String: String] = [:]
    guard let first = environ as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? else { return found }
    var entry = first
    while let text = entry.pointee {
      let pair = String(cString: text)
      // Of a name that is there twice, the first counts, as for `getenv`.
      if let sign = pair.firstIndex(of: "="), sign != pair.startIndex, found[String(pair[..<sign])] == nil {
        found[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
      }
      entry += 1
    }
    return found
  }
}
