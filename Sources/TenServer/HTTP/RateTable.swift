/// A token bucket for each address. The table is bounded: the address that has been quiet longest goes first.
struct RateTable {
  private struct Bucket {
    var tokens: Double
    var at: Int
  }

  let perSecond: Double
  let burst: Double
  let capacity: Int
  private var buckets: [String: Bucket] = [:]

  init(perSecond: Int, burst: Int, capacity: Int = 4_096) {
    self.perSecond = Double(perSecond)
    self.burst = Double(max(burst, 1))
    self.capacity = capacity
  }

  var count: Int { buckets.count }

  /// - Parameter now: milliseconds.
  /// - Returns: nil when the request may go on, else the seconds after which it may be tried again.
  mutating func take(_ peer: String, now: Int) -> Int? {
    guard perSecond > 0 else { return nil }
    var bucket = bucket(of: peer, now)
    defer { store(peer, bucket) }
    if let seconds = wait(bucket) { return seconds }
    bucket.tokens -= 1
    return nil
  }

  /// What `take` would say, without taking.
  func wait(_ peer: String, now: Int) -> Int? { perSecond > 0 ? wait(bucket(of: peer, now)) : nil }

  private func bucket(of peer: String, _ now: Int) -> Bucket {
    guard let bucket = buckets[peer] else { return Bucket(tokens: burst, at: now) }
    return Bucket(tokens: min(burst, bucket.tokens + Double(now - bucket.at) / 1_000 * perSecond), at: now)
  }

  private func wait(_ bucket: Bucket) -> Int? { bucket.tokens >= 1 ? nil : max(1, Int(((1 - bucket.tokens) / perSecond).rounded(.up))) }

  private mutating func store(_ peer: String, _ bucket: Bucket) {
    if buckets[peer] == nil && buckets.count >= capacity { makeRoom() }
    buckets[peer] = bucket
  }

  /// An eighth at once, so that a flood of addresses does not search the table for each.
  private mutating func makeRoom() {
    for (peer, _) in buckets.sorted(by: { $0.value.at < $1.value.at }).prefix(max(1, capacity / 8)) { buckets[peer] = nil }
  }
}
