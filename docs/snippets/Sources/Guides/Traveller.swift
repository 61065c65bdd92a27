import TenRuntime

/// Asks the node `weather`, and says what it hears.
public actor Traveller: Extension {
  public static let manifest = Manifest(name: "traveller")
  public nonisolated let context: ExtensionContext

  public init(_ context: ExtensionContext) { self.context = context }

  public func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult {
    let days = try await days(of: "Oslo")
    try await send(Payload([1, 2, 3, 4]))
    return .ok(["asked": .int(Int64(try await ask("Oslo"))), "days": .array(days.map { .string($0) })])
  }

  private func ask(_ city: String) async throws -> Int {
    // snippet
    let result = try await context.send(Command("forecast", ["city": .string(city)]), to: "weather", timeout: .seconds(5))
    guard result.isOK else { throw Failed("the forecast failed: \(result.status): \(result.detail)") }
    // end
    return result["days"]?.int ?? 0
  }

  private func days(of city: String) async throws -> [String] {
    var days: [String] = []
    // snippet
    for await result in try await context.stream(Command("forecast", ["city": .string(city)]), to: "weather") {
      if let day = result["day"]?.string { days.append(day) }
      if result.isFinal { context.log.info("\(result.status)") }
    }
    // end
    return days
  }

  private func send(_ samples: Payload) async throws {
    // snippet
    try await context.send(DataMessage("text", ["text": "hello", "final": true]))
    context.send(AudioFrame("pcm_frame", sampleRate: 16_000, channels: 1, payload: samples))
    // end
  }
}

public struct Failed: Error, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
