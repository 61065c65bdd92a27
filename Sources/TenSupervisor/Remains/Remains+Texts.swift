internal import TenControl
public import TenCore
internal import TenGraph

extension Remains {
  static let withheld = "(what the process printed is left out: the server that knew what is secret in it had ended)"

  /// What the process printed, without secrets and control characters.
  var output: [String] {
    // Scrubbed as a whole: a secret may stand across lines.
    let (bytes, isCut) = FileTail.read(folder.output(of: host), bytes: Self.bytesRead)
    guard let scrubber else { return bytes.isEmpty ? [] : [Self.withheld] }
    let lines = scrubber.scrub(bytes).split { $0 == 10 || $0 == 13 }
    return (isCut ? lines.dropFirst() : lines[...]).map { Self.text($0) }
  }

  /// Of many lines the first ones, which tell how it began, and the last ones.
  static func shortened(_ lines: [String]) -> [String] {
    guard lines.count > outputLines else { return lines }
    let last = lines.suffix(outputLines - firstOutputLines - 1)
    return lines.prefix(firstOutputLines) + ["(\(lines.count - firstOutputLines - last.count) lines are left out)"] + last
  }

  /// The last lines of the host's log, as objects; lines that are none are left out.
  public var log: [Value] {
    var lines = FileTail.lines(folder.log(of: host), bytes: Self.bytesRead)
    if lines.count < Self.logLines { lines = FileTail.lines(folder.olderLog(of: host), bytes: Self.bytesRead) + lines }
    return lines.suffix(Self.logLines).compactMap { line in
      let text = scrubber?.scrub(line) ?? Array(line)
      guard let value = try? JSON.parse(text, limits: JSON.Limits(bytes: 65_536, depth: 16)), value.object != nil else { return nil }
      return value
    }
  }

  /// What a trap of Swift says: `Module/File.swift:12: Fatal error: Index out of range`.
  static func fatalLine(of output: [String]) -> String? {
    let marks = ["Fatal error", "Precondition failed", "Assertion failed", "fatal error", "SUMMARY: ", "terminate called", "*** stack smashing"]
    return output.last { line in marks.contains { line.contains($0) } }.map { String($0.prefix(500)) }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(2_000), as: UTF8.self)
    return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 == "\t" || ($0.value >= 0x20 && $0.value != 0x7F) }))
  }
}

extension HostEnd {
  /// `code`, or `signal` with its name; and what it means.
  var value: Value {
    switch self {
    case .exited(let code): ["code": Value(code), "meaning": .string(words)]
    case .signalled(let number): ["signal": Value(number), "name": .string(Self.name(ofSignal: number)), "meaning": .string(words)]
    }
  }
}
