extension StartPlanner {
  /// The start values that the session makes itself when nobody gives them.
  static let madeNames = ["bot_uid", "avatar_uid"]
  private static let uidNames = ["user_uid"] + madeNames

  /// Makes the uids that some node takes and nobody gave: not zero, of 32 bits, and different from each other and from every given one, so that no member
  /// of a channel pushes another one out.
  static func makeUIDs(
    _ sources: inout [StartSource], _ graph: CompiledGraph, _ request: StartRequest, _ random: inout some RandomNumberGenerator
  ) -> [Diagnostic] {
    var used = givenUIDs(sources, request)
    var problems: [Diagnostic] = []
    for name in madeNames {
      guard let index = sources.firstIndex(where: { $0.name == name }) else { continue }
      let source = sources[index]
      let needed = source.takers.contains { source.value(for: $0.nodeName, $0.field, request) == nil }
      guard needed else { continue }
      // A node that declares a narrower type than uint32 still has to be able to take it.
      let limit = source.takers.map { $0.field.schema.type.largestUID }.min() ?? UInt32.max
      // One number and a modulus: `random(in:using:)` would never end with a generator that repeats itself.
      var uid = UInt32(truncatingIfNeeded: random.next() >> 32) % limit + 1
      var tries = 0
      while used.contains(uid) && tries <= used.count {
        uid = uid == limit ? 1 : uid + 1
        tries += 1
      }
      guard !used.contains(uid) else {
        problems.append(Diagnostic("S008", .error, "no number from 1 to \(limit) is left for '\(name)'", suggestion: "give start.\(name)"))
        continue
      }
      used.insert(uid)
      sources[index].made = uid
    }
    return problems
  }

  /// A warning for two members of the channel with one uid; 0 leaves the choice to the vendor.
  static func sharedUIDs(_ request: StartRequest) -> [Diagnostic] {
    var owners: [UInt32: String] = [:]
    var problems: [Diagnostic] = []
    for name in uidNames {
      guard let uid = uid(request.values[name]), uid != 0 else { continue }
      if let other = owners[uid] {
        problems.append(
          Diagnostic(
            "S009", .warning, "'\(other)' and '\(name)' are both \(uid): the second to join a channel pushes the first one out",
            pointer: jsonPointer("start", name), suggestion: "give different numbers, or leave '\(name)' out"))
      } else {
        owners[uid] = name
      }
    }
    return problems
  }

  private static func givenUIDs(_ sources: [StartSource], _ request: StartRequest) -> Set<UInt32> {
    var used: Set<UInt32> = []
    for name in uidNames {
      if let uid = uid(request.values[name]) { used.insert(uid) }
    }
    for source in sources where uidNames.contains(source.name) {
      if let uid = uid(source.defaultValue) { used.insert(uid) }
      for taker in source.takers {
        if let uid = uid(request.nodes[taker.nodeName]?[taker.field.name]) { used.insert(uid) }
      }
    }
    return used
  }

  private static func uid(_ value: Value?) -> UInt32? {
    guard let value, !value.isNull else { return nil }
    // Read as decimal text too: RTM's uids are texts.
    guard case .int(let number)? = try? value.converted(to: PropertySchema(.uint32), leniently: true) else { return nil }
    return UInt32(exactly: number)
  }
}

extension ValueType {
  /// The largest uid that a property of this type can take.
  fileprivate var largestUID: UInt32 {
    switch self {
    case .int8: UInt32(Int8.max)
    case .uint8: UInt32(UInt8.max)
    case .int16: UInt32(Int16.max)
    case .uint16: UInt32(UInt16.max)
    case .int32: UInt32(Int32.max)
    case .float32: 1 << 24
    default: UInt32.max
    }
  }
}
