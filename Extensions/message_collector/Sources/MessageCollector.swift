internal import Logging
internal import TenCore
internal import TenGraph
public import TenRuntime

/// Cuts each `message` into packets for the data stream of a channel, and sends one each 40 ms as data `data`.
public actor MessageCollector: Extension {
  public static let manifest = Manifest(embedded: PackageResources.manifest_json)
  public static let defaults = Properties(embedded: PackageResources.property_json)
  public nonisolated let context: ExtensionContext
  static let pace = Duration.milliseconds(40)
  private static let dataName: MessageName = "data"
  private var queue = MessageQueue()
  private var isSending = false
  /// When the next packet may go.
  private var due = Duration.zero
  private var dropped = 0
  private var hasReported = false

  public init(_ context: ExtensionContext) { self.context = context }

  public func handle(_ data: DataMessage) throws {
    switch data.name {
    case "message": try collect(data.properties)
    case .flush: queue.removeAll()
    default: context.report("the collector '\(context.nodeName)' got the data '\(data.name)'; it knows 'message' and 'flush'")
    }
  }

  public func stop() {
    queue.removeAll()
    if dropped > 0 { context.log.warning("\(dropped) messages were dropped: they came faster than the data stream takes them") }
  }

  private func collect(_ message: Properties) throws {
    let text = JSON.bytes(of: .object(message))
    guard text.count <= MessageQueue.longestMessage else {
      throw CollectorError(
        description:
          "a message of \(text.count) bytes was not sent: at most \(MessageQueue.longestMessage) arrive within the receiver's 5 s; shorten it")
    }
    if queue.add(message, text: text) {
      dropped += 1
      if dropped == 1 {
        context.report("more than \(MessageQueue.limit) messages wait: the oldest partial ones are dropped (further ones are counted)")
      }
    }
    guard !isSending else { return }
    isSending = true
    context.spawn { await self.send() }
  }

  private func send() async {
    while await waitForTurn(), let packet = queue.next(id: { Packets.id(context.random.next()) }) {
      // After a pause the pace begins anew: packets never make up for it.
      due = max(due, context.clock.now) + Self.pace
      await send(packet)
    }
    isSending = false
  }

  /// - Returns: false when the node stops.
  private func waitForTurn() async -> Bool {
    guard !queue.isEmpty, due > context.clock.now else { return !Task.isCancelled }
    do {
      try await context.clock.sleep(until: due)
      return true
    } catch {
      return false
    }
  }

  private func send(_ packet: Payload) async {
    do {
      try await context.send(DataMessage(Self.dataName, ["data": .bytes(packet)]))
    } catch {
      guard !hasReported else { return }
      hasReported = true
      context.report("sending a packet: \(error); further ones are not told")
    }
  }
}

struct CollectorError: Error, CustomStringConvertible {
  let description: String
}
