/// How long the steps of all starts took.
public struct StartHistogram: Sendable {
  public enum Step: String, Sendable, CaseIterable {
    case reserved, leased, started, ready, total
  }

  /// Upper bounds of the buckets, in milliseconds; one more bucket takes what is above.
  public static let bounds: [Double] = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]

  private struct Series: Sendable {
    var counts = [Int](repeating: 0, count: StartHistogram.bounds.count + 1)
    var sum = 0.0
  }

  private var series = [Series](repeating: Series(), count: Step.allCases.count)

  public init() {}

  /// Counts one start's step. What is no duration is not counted.
  public mutating func record(_ step: Step, milliseconds: Double) {
    guard milliseconds.isFinite, milliseconds >= 0, let index = Step.allCases.firstIndex(of: step) else { return }
    let bucket = Self.bounds.firstIndex { milliseconds <= $0 } ?? Self.bounds.count
    series[index].counts[bucket] += 1
    series[index].sum += milliseconds
  }

  /// As `SupervisorStatistics.starts` has them.
  public var sums: [(step: String, bounds: [Double], counts: [Int], sum: Double)] {
    zip(Step.allCases, series).map { ($0.rawValue, Self.bounds, $1.counts, $1.sum) }
  }
}
