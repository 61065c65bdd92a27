public import TenCore

/// Reads a node's properties for its settings, and collects all that is wrong with them, so that one error names it at once.
///
/// ```swift
/// var read = PropertyReader(context.properties)
/// voice = read.string("voice", oneOf: ["rms", "slt"])
/// frame = read.milliseconds("frame_ms", 5...1_000)
/// try read.check()
/// ```
///
/// What is read where the property is wrong is a stand-in, to be used no further than to `check`.
public struct PropertyReader {
  private let properties: NodeProperties
  private var wrong: [String] = []

  public init(_ properties: NodeProperties) { self.properties = properties }

  /// - Throws: an error that lists each property that is wrong.
  public func check() throws(PropertyError) {
    guard !wrong.isEmpty else { return }
    throw PropertyError(description: "reading the properties of node '\(properties.node.name)': \(wrong.joined(separator: "; "))")
  }

  /// Adds what the reader cannot know to be wrong: `refuse("base_url", "is no address; use https://…")`. A secret's value does not belong into the reason.
  public mutating func refuse(_ path: String, _ reason: String) { wrong.append("'\(path)' \(reason)") }

  public mutating func string(_ path: String) -> String { value(path, \.string) ?? "" }
  public mutating func bool(_ path: String) -> Bool { value(path, \.bool) ?? false }

  /// A text that may not be empty.
  public mutating func filled(_ path: String, advice: String) -> String {
    guard let text = value(path, \.string) else { return "" }
    if text.isEmpty { refuse(path, "is empty; \(advice)") }
    return text
  }

  public mutating func string(_ path: String, oneOf allowed: [String]) -> String {
    guard let text = value(path, \.string) else { return "" }
    if !allowed.contains(text) { refuse(path, "is '\(text)'; use \(Self.list(allowed))") }
    return text
  }

  public mutating func int(_ path: String, _ range: ClosedRange<Int>) -> Int {
    guard let number = value(path, \.int) else { return range.lowerBound }
    if !range.contains(number) { refuse(path, "is \(number); use \(range.lowerBound) to \(range.upperBound)") }
    return min(max(number, range.lowerBound), range.upperBound)
  }

  public mutating func int(_ path: String, oneOf allowed: [Int]) -> Int {
    guard let number = value(path, \.int) else { return allowed.first ?? 0 }
    if !allowed.contains(number) { refuse(path, "is \(number); use \(Self.list(allowed.map(String.init)))") }
    return number
  }

  public mutating func double(_ path: String) -> Double { value(path, \.double) ?? 0 }

  public mutating func double(_ path: String, _ range: ClosedRange<Double>) -> Double {
    guard let number = value(path, \.double) else { return range.lowerBound }
    if !range.contains(number) { refuse(path, "is \(number); use \(range.lowerBound) to \(range.upperBound)") }
    return number
  }

  /// A whole number of milliseconds.
  public mutating func milliseconds(_ path: String, _ range: ClosedRange<Int>) -> Duration { .milliseconds(int(path, range)) }

  /// A whole number of seconds.
  public mutating func seconds(_ path: String, _ range: ClosedRange<Int>) -> Duration { .seconds(int(path, range)) }

  /// A text that is never shown; may be empty.
  public mutating func secret(_ path: String) -> Secret { Secret(string(path)) }

  /// A secret that is sent as the value of an HTTP header, where a line break would be another header; may be empty.
  public mutating func headerSecret(_ path: String) -> Secret {
    let text = string(path)
    if !text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) { refuse(path, "holds a space, a line break or a character beyond ASCII") }
    return Secret(text)
  }

  private mutating func value<T>(_ path: String, _ typed: (Value) -> T?) -> T? {
    do throws(PropertyFault) {
      return try properties.typed(path, typed)
    } catch {
      refuse(path, error.reason)
      return nil
    }
  }

  private static func list(_ words: [String]) -> String {
    words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
  }
}
