internal import TenCore

extension Session {
  /// Hands over, on the session's main loop, the sum of what all connections have counted so far. From any thread; nothing is handed over after the
  /// session's end.
  package func totals(_ call: @escaping @Sendable (Counters) -> Void) {
    onMain { $0.addTotals(of: $0.parts[...], to: Counters(), call) }
  }

  private func addTotals(of rest: ArraySlice<SessionPart>, to sum: Counters, _ call: @escaping @Sendable (Counters) -> Void) {
    guard let part = rest.first else {
      if !parts.isEmpty { call(hostConnections.values.reduce(sum) { $0 + $1.counters }) }
      return
    }
    let others = rest.dropFirst()
    part.perform {
      var sum = sum
      for node in part.nodes {
        for connection in node.state.pointee.routes.all { sum = sum + connection.counters }
        for connection in node.named.values.sorted(by: { $0.destination.index < $1.destination.index }) { sum = sum + connection.counters }
        for (_, strays) in node.strays.records { sum = sum + strays }
      }
      let total = sum
      part.session.onMain { $0.addTotals(of: others, to: total, call) }
    }
  }
}
