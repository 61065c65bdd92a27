public import TenRuntime

/// Measures how late audio frames come, by their time stamps: at the end of a chain it tells whether a machine keeps real time.
public actor Meter: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  private let settleFrames: Int
  /// What it tells of itself: its name and its channel.
  private var own = Properties()
  private var frames = 0
  /// The smallest difference of coming and time stamp among the first frames, in nanoseconds.
  private var base = Int64.max
  private var lateness = Lateness()
  /// Frames that are measured until the next reset.
  private var most = Int.max

  public init(_ context: ExtensionContext) throws {
    self.context = context
    var read = PropertyReader(context.properties)
    settleFrames = read.int("settle_frames", 1...1_000_000)
    try read.check()
  }

  public func start(_ start: StartMessage) {
    own = ["node": .string(context.nodeName)]
    own["channel"] = start["channel"]
    context.log.info("node \(context.nodeName): channel=\(own["channel"]?.string ?? "none")")
  }

  public func receive(_ frame: AudioFrame) {
    let now = context.clock.now.components
    // Time stamps come from elsewhere and may be anything: the sums wrap.
    let difference = (now.seconds &* 1_000_000_000 &+ now.attoseconds / 1_000_000_000) &- frame.timestamp &* 1_000_000
    frames += 1
    guard frames > settleFrames else {
      base = min(base, difference)
      return
    }
    guard lateness.total < most else { return }
    lateness.add(milliseconds: max(0, Double(difference) - Double(base)) / 1_000_000)
  }

  public func handle(_ command: Command, _ reply: PendingReply) -> CommandResult {
    switch command.name.text {
    case "channel": return .ok(own)
    case "stats": return .ok(own.merging(stats))
    case "reset":
      let wanted = command["frames"]
      guard wanted == nil || (wanted?.int ?? 0) > 0 else { return .error("'reset' takes 'frames' from 1, not \(wanted ?? nil)") }
      most = wanted?.int ?? .max
      frames = 0
      base = .max
      lateness = Lateness()
      return .ok()
    default: return .error("the meter '\(context.nodeName)' got the command '\(command.name)'; it knows 'channel', 'stats' and 'reset'")
    }
  }

  private var stats: Properties {
    [
      "frames": Value(frames), "measured": Value(lateness.total), "worst_ms": .float(lateness.worst), "p50_ms": .float(lateness.percentile(0.5)),
      "p99_ms": .float(lateness.percentile(0.99)), "p999_ms": .float(lateness.percentile(0.999)),
      "bounds_ms": .array(Lateness.bounds.map(Value.float)), "counts": .array(lateness.counts.map { Value($0) }),
    ]
  }
}
