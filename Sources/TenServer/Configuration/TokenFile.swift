internal import Glibc
internal import TenCore
internal import TenGraph

/// Bearer tokens: one a line; empty lines and those that begin with # are left out.
enum TokenFile {
  static func read(_ path: String) throws(SettingProblem) -> [Secret] {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try TextFile.read(path)
    } catch {
      throw SettingProblem(words: "cannot be read: \(error.reason)")
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & 0o007 != 0 {
      throw SettingProblem(words: "may be read or written by everyone on this machine; `chmod 600` it")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw SettingProblem(words: "is no text file") }
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimming(while: \.isWhitespace) }
    let found = try tokens(lines.filter { !$0.isEmpty && !$0.hasPrefix("#") })
    guard !found.isEmpty else { throw SettingProblem(words: "has no token; write one a line, such as `openssl rand -hex 32` gives") }
    return found
  }

  /// - Throws: never with a token's text.
  static func tokens(_ texts: [String]) throws(SettingProblem) -> [Secret] {
    for (index, text) in texts.enumerated() {
      guard text.utf8.count >= 16 else {
        throw SettingProblem(
          words: "has a token that is too short to be safe (number \(index + 1), \(text.utf8.count) bytes); 16 bytes are the least")
      }
      guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw SettingProblem(words: "has a token with blanks or characters beyond ASCII (number \(index + 1)), which no header can carry")
      }
    }
    return texts.map { Secret($0) }
  }
}

extension Substring {
  fileprivate func trimming(while predicate: (Character) -> Bool) -> String {
    String(String(drop(while: predicate).reversed()).drop(while: predicate).reversed())
  }
}
