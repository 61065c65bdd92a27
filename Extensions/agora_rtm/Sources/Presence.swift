internal import TenCore
internal import TenGraph

/// Who of the others is there, with their states.
struct Presence {
  /// Users beyond these are not kept in the snapshot.
  static let limit = 256
  private var users: [(id: String, states: [String: String])] = []

  mutating func set(_ user: String, _ states: [String: String]) {
    if let index = users.firstIndex(where: { $0.id == user }) {
      users[index].states = states
    } else if users.count < Self.limit {
      users.append((user, states))
    }
  }

  mutating func join(_ user: String) {
    if !users.contains(where: { $0.id == user }) { set(user, [:]) }
  }

  mutating func leave(_ user: String) { users.removeAll { $0.id == user } }

  var snapshot: Value { .array(users.map { ["userId": .string($0.id), "states": .object(Self.properties($0.states))] }) }

  static func properties(_ states: [String: String]) -> Properties {
    Properties(states.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) })
  }

  /// The states in a JSON text, or in an object. Numbers and truth values become text.
  /// - Throws: `RtmError` for anything else.
  static func states(_ given: Value?) throws(RtmError) -> [String: String] {
    let attempt = "setting presence states: 'states'"
    guard let given else { throw RtmError("\(attempt) is missing; give a JSON text such as {\"mood\": \"calm\"}") }
    var value = given
    if let text = given.string {
      do {
        value = try JSON.parse(text, limits: JSON.Limits(bytes: 32 << 10, depth: 4, keys: 128))
      } catch {
        throw RtmError("\(attempt) is no JSON text of at most 32 KiB and 128 keys: \(error.list.first?.message ?? "")")
      }
    }
    guard let object = value.object else { throw RtmError("\(attempt) is a JSON \(value.kindName), not an object of texts") }
    var states: [String: String] = [:]
    for (key, value) in object {
      switch value {
      case .string(let text): states[key] = text
      case .int, .uint, .float, .bool: states[key] = JSON.text(of: value)
      default: throw RtmError("\(attempt) has under '\(key)' a \(value.kindName); a state is a text")
      }
    }
    return states
  }
}
