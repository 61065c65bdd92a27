internal import TenCore

/// The random numbers of a session (xoshiro256**). On a virtual loop the seed makes them the same in every run. Usable from any thread.
public final class SessionRandom: RandomNumberGenerator, Sendable {
  private let state: Locked<(UInt64, UInt64, UInt64, UInt64)>

  public init(seed: UInt64) {
    var mixed = seed
    func next() -> UInt64 {
      mixed &+= 0x9e37_79b9_7f4a_7c15
      var z = mixed
      z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
      z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
      return z ^ (z >> 31)
    }
    state = Locked((next(), next(), next(), next()))
  }

  public func next() -> UInt64 {
    state.withLock { s in
      func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
      let result = rotated(s.1 &* 5, 7) &* 9
      let t = s.1 << 17
      s.2 ^= s.0
      s.3 ^= s.1
      s.1 ^= s.2
      s.0 ^= s.3
      s.2 ^= t
      s.3 = rotated(s.3, 45)
      return result
    }
  }
}
