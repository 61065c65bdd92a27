internal import TenCore
internal import TenGraph

/// The fields of one line, read with words for what is wrong.
struct ControlObject {
  let fields: Properties

  init(line: [UInt8]) throws(ControlError) {
    do {
      guard let object = try JSON.parse(line, limits: JSON.Limits(bytes: 1 << 20)).object else { throw ControlError("a line is no JSON object") }
      fields = object
    } catch let error as ControlError {
      throw error
    } catch {
      throw ControlError("a line is no JSON: \(error)")
    }
  }

  init(_ fields: Properties) { self.fields = fields }

  var type: String {
    get throws(ControlError) { try string("type") }
  }

  func string(_ name: String) throws(ControlError) -> String {
    guard let text = fields[name]?.string else { throw missing(name, "a text") }
    return text
  }

  func int(_ name: String) throws(ControlError) -> Int {
    guard let number = fields[name]?.int else { throw missing(name, "a whole number") }
    return number
  }

  /// An object; empty when it is not there.
  func object(_ name: String) throws(ControlError) -> Properties {
    guard let value = fields[name], !value.isNull else { return Properties() }
    guard let object = value.object else { throw missing(name, "an object") }
    return object
  }

  func array(_ name: String) throws(ControlError) -> [Value] {
    guard let value = fields[name], !value.isNull else { return [] }
    guard let array = value.array else { throw missing(name, "an array") }
    return array
  }

  func optionalString(_ name: String) -> String? { fields[name]?.string }
  func optionalInt(_ name: String) -> Int? { fields[name]?.int }

  /// One of the words that an enumeration knows.
  func word<T: RawRepresentable>(_ name: String, _ type: T.Type) throws(ControlError) -> T where T.RawValue == String {
    let text = try string(name)
    guard let value = T(rawValue: text) else { throw ControlError("'\(text)' is no known value of '\(name)'") }
    return value
  }

  private func missing(_ name: String, _ what: String) -> ControlError {
    let type = fields["type"]?.string ?? ""
    return ControlError("a line of type '\(type)' needs \(what) as '\(name)'")
  }

  static func line(_ fields: Properties) -> [UInt8] { JSON.bytes(of: .object(fields)) }
}

extension Properties {
  /// Adds what is there.
  mutating func add(_ name: String, _ value: Value?) {
    if let value { self[name] = value }
  }
}
