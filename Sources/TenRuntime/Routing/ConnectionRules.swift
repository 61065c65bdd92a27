internal import TenCore

/// What a connection does to each message on its way: the sender's schema, the conversion, the receiver's schema. nil where it does nothing at all.
struct ConnectionRules: Sendable {
  let sent: ObjectSchema?
  let conversion: Conversion?
  let taken: ObjectSchema?
  let resultGiven: ObjectSchema?
  let resultConversion: Conversion?
  let resultTaken: ObjectSchema?

  init?(sent: MessageSpec?, taken: MessageSpec?, edge: CompiledConnection?) {
    func used(_ schema: ObjectSchema?) -> ObjectSchema? { schema.flatMap { $0.isEmpty ? nil : $0 } }
    self.sent = used(sent?.schema)
    self.taken = used(taken?.schema)
    conversion = edge?.conversion
    resultGiven = used(taken?.result)
    resultConversion = edge?.resultConversion
    resultTaken = used(sent?.result)
    if self.sent == nil, self.taken == nil, conversion == nil, resultGiven == nil, resultConversion == nil, resultTaken == nil { return nil }
  }

  /// Makes the receiver's message of the sender's.
  func apply(to envelope: inout Envelope) throws(RuleFailure) {
    try Self.check(&envelope.properties, sent, "the sender's manifest")
    if let conversion { try Self.convert(&envelope, conversion) }
    try Self.check(&envelope.properties, taken, "the receiver's manifest")
  }

  func apply(toResult envelope: inout Envelope) throws(RuleFailure) {
    try Self.check(&envelope.properties, resultGiven, "the receiver's manifest")
    if let resultConversion { try Self.convert(&envelope, resultConversion) }
    try Self.check(&envelope.properties, resultTaken, "the sender's manifest")
  }

  private static func check(_ properties: inout Properties, _ schema: ObjectSchema?, _ side: String) throws(RuleFailure) {
    guard let schema else { return }
    let (checked, violations) = schema.check(properties)
    guard violations.isEmpty else {
      throw RuleFailure(reason: .schema, detail: violations.map { "\($0.path): \($0.message)" }.joined(separator: "; ") + " (\(side))")
    }
    properties = checked
  }

  private static func convert(_ envelope: inout Envelope, _ conversion: Conversion) throws(RuleFailure) {
    do {
      let (name, properties) = try conversion.apply(name: envelope.name.text, properties: envelope.properties)
      if let name = try? MessageName(name) { envelope.name = name }
      envelope.properties = properties
    } catch {
      throw RuleFailure(reason: .conversion, detail: "\(error)")
    }
  }
}

struct RuleFailure: Error {
  let reason: DropReason
  let detail: String
}

extension Conversion {
  /// The name that the conversion gives every message, where a rule fixes one.
  var renamed: String? {
    for rule in rules {
      if case .fixed(.string(let name)) = rule.source, rule.path.description == "ten.name" { return name }
    }
    return nil
  }
}
