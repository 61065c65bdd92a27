internal import TenCore
internal import TenGraph

/// The number of a request in a line that cannot be understood otherwise.
enum RequestID {
  static func of(_ line: [UInt8]) -> Int? {
    guard let object = try? JSON.parse(line, limits: JSON.Limits(bytes: EventStream.longestLine)).object else { return nil }
    return object["id"]?.int
  }
}
