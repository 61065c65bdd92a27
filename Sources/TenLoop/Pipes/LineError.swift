/// Why a line cannot be read or written.
public enum LineError: Error, Sendable, Hashable, CustomStringConvertible {
  case tooLong(limit: Int)
  case containsLineEnd
  case endedInsideLine(bytes: Int)

  public var description: String {
    switch self {
    case .tooLong(let limit): "a line is longer than \(limit) bytes; send less in one message"
    case .containsLineEnd: "a message for one line has the end of a line in it; escape it as \\n"
    case .endedInsideLine(let bytes): "the other side ended inside a line, after \(bytes) bytes of it; end each line with a line feed"
    }
  }
}
