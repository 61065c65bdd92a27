internal import TenControl
internal import TenCore
internal import TenLoop

/// One controlling connection to a host: requests with their results, and events in their order, each once, across breaks of the connection.
///
/// On the loop's thread only. Must be closed.
final class HostLink: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  struct Address: Sendable {
    var host: String
    var socket: String
    var lease: String
    var epoch: Int
  }

  struct Answer: Sendable {
    var status: CommandResult.Status
    var properties: Properties
  }

  let loop: UVLoop
  let address: Address
  /// The last event that was handed on.
  private(set) var sequence: Int
  private(set) var greeting: HostGreeting?
  private(set) var isClosed = false
  private var channel: LineChannel?
  private var hello: Promise<Result<HostGreeting, LinkError>>?
  private var waiting: [Int: Promise<Result<Answer, LinkError>>] = [:]
  private var lastID = 0

  /// An event, and the bytes of its line.
  var onEvent: ((HostEvent, Int) -> Void)?
  /// The connection broke, with the reason; all that was asked has failed by then.
  var onBreak: ((LinkError) -> Void)?

  /// - Parameter since: the last event that is known.
  init(_ loop: UVLoop, _ address: Address, since: Int = 0) {
    self.loop = loop
    self.address = address
    sequence = since
  }

  deinit { channel?.close() }

  /// Whether the host has greeted on a connection that stands.
  var isConnected: Bool { channel != nil && greeting != nil && hello == nil }

  var hasConnection: Bool { channel != nil }

  /// Connects, or connects again, and says hello with the last event that is known.
  func connect(milliseconds: Int) async throws(LinkError) -> HostGreeting {
    guard !isClosed, channel == nil else { throw LinkError(.broken, "connecting to host \(address.host): the link is in use or closed") }
    let pipe = try LocalSocket.connect(loop, path: address.socket)
    let channel = LineChannel(pipe)
    let hello = Promise<Result<HostGreeting, LinkError>>()
    self.channel = channel
    self.hello = hello
    do throws(LinkError) {
      try tell(.hello(lease: address.lease, epoch: address.epoch, since: sequence))
    } catch {
      drop(channel, error)
      throw error
    }
    Task(executorPreference: loop) { await self.read(channel) }
    let answer = await hello.get(within: milliseconds, on: loop)
    guard let answer else {
      let error = LinkError(.late, "host \(address.host) did not answer hello within \(milliseconds) ms")
      drop(channel, error)
      throw error
    }
    return try answer.get()
  }

  /// Asks. The final result comes by the promise, or that the connection broke before.
  func ask(_ make: (Int) -> HostRequest) throws(LinkError) -> Promise<Result<Answer, LinkError>> {
    lastID += 1
    let promise = Promise<Result<Answer, LinkError>>()
    try tell(make(lastID))
    waiting[lastID] = promise
    return promise
  }

  /// Asks, and waits for the final result. - Parameter milliseconds: nil to wait as long as the connection stands.
  func request(milliseconds: Int?, _ make: (Int) -> HostRequest) async throws(LinkError) -> Answer {
    let promise = try ask(make)
    let id = lastID
    guard let milliseconds else { return try await promise.get().get() }
    guard let answer = await promise.get(within: milliseconds, on: loop) else {
      waiting[id] = nil
      throw LinkError(.late, "host \(address.host) did not answer within \(milliseconds) ms")
    }
    return try answer.get()
  }

  /// Says something that has no answer.
  func tell(_ request: HostRequest) throws(LinkError) {
    guard let channel else { throw LinkError(.broken, "host \(address.host) has no connection now") }
    do {
      guard try channel.offer(request.line) else {
        throw LinkError(.broken, "host \(address.host) does not read: too much waits to be written to it")
      }
    } catch {
      throw (error as? LinkError) ?? LinkError(.broken, "\(error)")
    }
  }

  /// May be called more than once. Nothing is called back afterwards.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    onBreak = nil
    onEvent = nil
    if let channel { drop(channel, LinkError(.broken, "the connection to host \(address.host) was closed")) }
  }

  private func read(_ channel: LineChannel) async {
    var reason = LinkError(.broken, "host \(address.host) closed its connection")
    do {
      while self.channel === channel, let line = try await channel.next() {
        if self.channel === channel { try take(try HostReply(line: line), line.count) }
      }
    } catch let error as LinkError {
      reason = error
    } catch let error as ControlError {
      reason = LinkError(.unreadable, "host \(address.host) said what is not understood: \(error)")
    } catch {
      reason = LinkError(.broken, "\(error)")
    }
    drop(channel, reason)
  }

  private func take(_ reply: HostReply, _ bytes: Int) throws(LinkError) {
    switch reply {
    case .hello(let greeting):
      guard greeting.host == address.host else { throw LinkError(.refused, "\(address.socket) is host \(greeting.host), not \(address.host)") }
      self.greeting = greeting
      hello?.fulfil(.success(greeting))
      hello = nil
    case .refused(let reason):
      throw LinkError(.refused, "host \(address.host) refuses its server: \(reason)")
    case .result(let id, let status, let isFinal, let properties):
      guard isFinal else { return }
      waiting.removeValue(forKey: id)?.fulfil(.success(Answer(status: status, properties: properties)))
    case .event(let event):
      // A host sends again what came after `since`; what is known by now is not told twice.
      guard event.sequence > sequence else { return }
      sequence = event.sequence
      onEvent?(event, bytes)
    }
  }

  /// Lets go of a connection that is over; of another than the present one only its pipe.
  private func drop(_ channel: LineChannel, _ reason: LinkError) {
    channel.close()
    guard self.channel === channel else { return }
    self.channel = nil
    let greets = hello
    hello = nil
    greets?.fulfil(.failure(reason))
    let all = waiting
    waiting = [:]
    for promise in all.values { promise.fulfil(.failure(reason)) }
    if greets == nil { onBreak?(reason) }
  }
}
