internal import Glibc
internal import TenCore
internal import TenSupervisor

/// P11 and P13: what sessions in host processes of their own use together.
enum Hosts {
  /// Private memory of a session's process, with 100 of them up.
  static func memory() throws {
    try Fleet.run("four", count: 100) { fleet in
      let readings = fleet.processes.compactMap { ProcessMemory.whole(of: $0) }
      guard readings.count == 100 else { throw Fleet.Failure(description: "only \(readings.count) of 100 hosts could be read") }
      let mebibytes = { (bytes: [Int]) in percentile(bytes.map { Double($0) / 1_048_576 }, 0.5) }
      _ = Report("P11", "USS of a session's process, 4 nodes", mebibytes(readings.compactMap(\.unique)), "MiB")
      _ = Report("P11", "PSS of it with 100 hosts up", mebibytes(readings.compactMap(\.proportional)), "MiB")
    }
  }

  /// 500 sessions of four nodes with a hundred frames a second.
  static func paced() throws {
    try Fleet.run("paced", count: 500) { fleet in
      // The last ones that began must have settled.
      pause(seconds: 2)
      // So many frames as come while the processes are looked at: what asking the meters costs makes frames late, too.
      for session in fleet.sessions {
        _ = try await fleet.supervisor.send("reset", ["frames": 1_000], to: "meter", of: session.id, milliseconds: 5_000)
      }
      pause(seconds: 2)
      let before = processorSeconds(fleet)
      let began = now()
      pause(seconds: 10)
      let share = (processorSeconds(fleet) - before) / (now() - began) * 1e9 * 100
      var counts: [Int] = []
      var bounds: [Double] = []
      for session in fleet.sessions {
        let answer = try await fleet.supervisor.send("stats", [:], to: "meter", of: session.id, milliseconds: 5_000).properties
        let own = answer["counts"]?.array?.compactMap(\.int) ?? []
        bounds = answer["bounds_ms"]?.array?.compactMap(\.double) ?? bounds
        counts = counts.isEmpty ? own : zip(counts, own).map(+)
      }
      let frames = counts.reduce(0, +)
      guard frames > 500 * 900 else { throw Fleet.Failure(description: "only \(frames) frames came to the meters") }
      _ = Report("P13", "500 sessions at 100 frames/s: processor time", share, "percent")
      _ = Report("P13", "500 sessions at 100 frames/s: lateness, p99.9", quantile(counts, bounds, 0.999), "ms")
    }
  }

  /// The bound that this share of what was counted stayed below.
  private static func quantile(_ counts: [Int], _ bounds: [Double], _ share: Double) -> Double {
    var left = Double(counts.reduce(0, +)) * share
    for (count, bound) in zip(counts, bounds) {
      left -= Double(count)
      if left <= 0 { return bound }
    }
    return .infinity
  }

  private static func processorSeconds(_ fleet: Fleet) -> Double {
    fleet.processes.reduce(0) { $0 + (ProcessStat.read($1)?.processorSeconds ?? 0) }
  }

  /// Blocks the thread: nothing of the measuring program runs meanwhile but the supervisor's loop.
  private static func pause(seconds: Int) { usleep(UInt32(seconds) * 1_000_000) }
}
