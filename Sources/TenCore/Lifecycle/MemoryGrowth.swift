/// Books the growth of a process' memory to whoever was at work when it was seen: over a call's time, a node that leaks collects most. Pure.
package struct MemoryGrowth<Owner: Hashable & Sendable>: Sendable {
  /// What one loop was at.
  package struct Look: Sendable {
    /// Whose code ran.
    package var hand: Owner?
    /// Whose code ran last since the look before.
    package var last: Owner?

    package init(hand: Owner?, last: Owner?) {
      self.hand = hand
      self.last = last
    }
  }

  /// Less is not booked yet, in bytes.
  package static var step: Int { 256 << 10 }
  /// What a node must have collected to be told of.
  package static var told: Int { 1 << 20 }

  private var peak: Int

  /// - Parameter peak: the most bytes that the process has used so far.
  package init(peak: Int) { self.peak = peak }

  /// Whether a look would book something, if somebody was at work.
  package func hasGrown(peak now: Int) -> Bool { now - peak >= Self.step }

  /// - Returns: how many bytes are booked to whom. What grew while nobody is known to have been at work is nobody's.
  package mutating func look(peak now: Int, _ looks: [Look]) -> [Owner: Int] {
    guard hasGrown(peak: now) else { return [:] }
    let grown = now - peak
    peak = now
    let atHand = Set(looks.compactMap(\.hand))
    let owners = atHand.isEmpty ? Set(looks.compactMap(\.last)) : atHand
    return Dictionary(uniqueKeysWithValues: owners.map { ($0, grown / owners.count) })
  }
}

extension EndReason {
  /// Of a session that was ended because its host used too much: names the node that memory grew with, unless a node is named already.
  /// - Parameter memory: bytes booked to each node that is told of.
  package func naming(_ memory: [NodeIndex: Int], nodes: [String]) -> EndReason {
    guard code == .overLimit, node == nil, let most = memory.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return self }
    let words = "memory grew most while node '\(nodes[most.key])' was at work: \(most.value >> 20) MiB"
    return EndReason(code, node: most.key, detail: detail.isEmpty ? words : "\(detail); \(words)")
  }
}
