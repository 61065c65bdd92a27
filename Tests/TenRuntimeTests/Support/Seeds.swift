import TenCore
import TenRuntime
import TenTesting
import Testing

/// What a test found to be otherwise than it must be.
struct Mismatch: Error, CustomStringConvertible {
  let description: String
}

/// Checks inside a run of seeds: throws, so that the first seed that fails is named and ends the run.
func expect(_ condition: Bool, _ text: @autoclosure () -> String) throws {
  if !condition { throw Mismatch(description: text()) }
}

/// As `expect`, showing both values.
func expectEqual<T: Equatable>(_ found: T, _ wanted: T, _ what: String = "") throws {
  if found != wanted { throw Mismatch(description: "\(what.isEmpty ? "" : what + ": ")\(found) is not \(wanted)") }
}

/// Runs `body` with every seed, and fails with the number of the first that throws.
func seeds(_ range: Range<UInt64> = 0..<1_000, sourceLocation: SourceLocation = #_sourceLocation, _ body: (UInt64) throws -> Void) {
  for seed in range {
    do {
      try body(seed)
    } catch {
      Issue.record("seed \(seed): \(error)", sourceLocation: sourceLocation)
      return
    }
  }
}

extension EndRecord {
  /// Checks the sums of every connection, and that nothing was left behind.
  func checkSound() throws {
    for connection in connections {
      let what = "\(connection.kind) '\(connection.name)' from '\(connection.source)' to '\(connection.destination)'"
      try expectEqual(connection.inFlight, 0, "\(what): in flight")
      try expectEqual(connection.counters.open, 0, "\(what): open of \(connection.counters)")
      if let results = connection.results { try expectEqual(results.open, 0, "\(what): results open") }
    }
    try expectEqual(audit, [], "audit")
  }

  /// The counters of the only connection with this name (and destination).
  func connection(_ name: String, to destination: String? = nil) throws -> Connection {
    let found = connections.filter { $0.name == name && (destination == nil || $0.destination == destination) }
    guard let first = found.first, found.count == 1 else { throw Mismatch(description: "\(found.count) connections for '\(name)'") }
    return first
  }

  func node(_ name: String) throws -> Node {
    guard let found = nodes.first(where: { $0.name == name }) else { throw Mismatch(description: "no node '\(name)'") }
    return found
  }
}

extension EndRecord.Connection {
  func dropped(_ reason: DropReason) -> Int { counters[reason] }
}

extension Session {
  /// Sends the command that sets a test's node going, and expects that it is answered OK.
  func go(_ node: String, expecting status: Value? = nil) async throws {
    let result = try await send(Command("go"), to: node)
    #expect(result.isOK, "\(result.detail)")
    if let status { #expect(result["status"] == status) }
  }
}
