/// Resolves an `import_uri` to a path.
enum ImportPath {
  enum Failure: Error {
    /// The reason, and what to do instead.
    case refused(String, suggestion: String)
  }

  /// - Parameters:
  ///   - file: the importing file.
  ///   - base: the file that was asked for first; its folder is `${app_base_dir}`.
  static func resolve(_ uri: String, from file: String, base: String) throws(Failure) -> String {
    let marker = "${app_base_dir}"
    if uri.hasPrefix(marker) {
      return normalised(folder(of: base) + uri.dropFirst(marker.count).drop { $0 == "/" })
    }
    if uri.hasPrefix("file://") {
      let path = String(uri.dropFirst("file://".count))
      guard path.hasPrefix("/") else {
        throw .refused("'\(uri)' names a host", suggestion: "write file:///path, or a path relative to this file")
      }
      return normalised(unescaped(path))
    }
    if uri.hasPrefix("/") {
      throw .refused("'\(uri)' is an absolute path", suggestion: "write a path relative to this file, or file://\(uri)")
    }
    if let scheme = scheme(of: uri) {
      throw .refused(
        "'\(uri)' is not a file, and '\(scheme):' is not fetched when a graph is loaded",
        suggestion: "save the file beside this one and import it by its relative path")
    }
    return normalised(folder(of: file) + uri)
  }

  /// With its trailing slash; empty for a file in the current folder.
  static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
  }

  /// Without `.`, `..` and doubled slashes where that is possible, so that one file has one name.
  static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  private static func scheme(of uri: String) -> Substring? {
    guard let colon = uri.firstIndex(of: ":"), colon != uri.startIndex else { return nil }
    let scheme = uri[..<colon]
    return scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) } ? scheme : nil
  }

  private static func unescaped(_ path: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(path.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
