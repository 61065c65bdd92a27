/// How late frames came, in buckets. Of bounded size.
struct Lateness: Sendable {
  /// Upper bounds in milliseconds; one more bucket takes what is above.
  static let bounds: [Double] = (1...40).map { Double($0) / 2 } + [25, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000]

  private(set) var counts = [Int](repeating: 0, count: Lateness.bounds.count + 1)
  private(set) var total = 0
  private(set) var worst = 0.0

  mutating func add(milliseconds: Double) {
    var bucket = Self.bounds.count
    if milliseconds <= 20 {
      bucket = max(0, Int((milliseconds * 2).rounded(.up)) - 1)
    } else if let above = Self.bounds.firstIndex(where: { milliseconds <= $0 }) {
      bucket = above
    }
    counts[bucket] += 1
    total += 1
    worst = max(worst, milliseconds)
  }

  /// The bound that this share of the frames stayed below, or the worst where there is none.
  func percentile(_ share: Double) -> Double {
    var left = Double(total) * share
    for (bucket, count) in counts.enumerated() where count > 0 {
      left -= Double(count)
      if left <= 0 { return bucket < Self.bounds.count ? min(Self.bounds[bucket], worst) : worst }
    }
    return worst
  }
}
