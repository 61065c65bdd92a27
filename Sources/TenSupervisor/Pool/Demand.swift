internal import Glibc

/// How many starts come a second, and how long a host takes to get prepared: what must be ready ahead so that sustained load finds a warm host.
struct Demand: Sendable {
  /// Milliseconds after which a start counts for a third.
  private static let memory = 2_000.0
  /// For what comes in gusts.
  private static let margin = 2.0

  private var perSecond = 0.0
  private var lastStart: Int?
  /// Milliseconds.
  private(set) var preparation = 0.0

  mutating func note(at now: Int) {
    perSecond = rate(at: now) + 1_000 / Self.memory
    lastStart = now
  }

  mutating func notePreparation(milliseconds: Int) {
    let sample = Double(max(milliseconds, 0))
    preparation = preparation == 0 ? sample : preparation * 0.8 + sample * 0.2
  }

  func rate(at now: Int) -> Double {
    guard let lastStart else { return 0 }
    return perSecond * exp(-Double(max(0, now - lastStart)) / Self.memory)
  }

  /// Hosts that are used up while one is prepared.
  func ahead(at now: Int) -> Int { Int((rate(at: now) * preparation / 1_000 * Self.margin).rounded(.up)) }
}
