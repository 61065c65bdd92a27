internal import Glibc
internal import HummingbirdCore
public import Logging
internal import NIOCore
internal import NIOExtras
internal import NIOPosix
internal import TenCore

/// Serves an `APIHandler` on a socket, with Hummingbird's HTTP/1.1 channels.
public final class HTTPServer: Sendable {
  /// What slow and many clients may cost.
  public struct Limits: Sendable {
    /// Connections at once; more wait in the kernel's queue.
    public var connections = 4_096
    /// Seconds in which a request's head must arrive, and after which an idle connection is closed.
    public var headSeconds = 30
    /// Seconds in which a request's body must arrive.
    public var bodySeconds = 30
    /// Seconds for which a client is listened to that goes on sending what was refused.
    public var refusedSeconds = 5
    /// Seconds for which a client may leave unread what is sent to it.
    public var unreadSeconds = 60
    /// Bytes and number of a request's headers.
    public var headerBytes = 32 << 10
    public var headerCount = 100

    public init() {}
  }

  private let listener: HTTPListener
  private let handler: APIHandler
  private let limits: Limits
  private let log: AccessLog
  private let logger: Logger
  private let group = MultiThreadedEventLoopGroup.singleton
  private let quiescing: ServerQuiescingHelper
  private let streams = OpenStreams()

  public init(listener: HTTPListener, handler: APIHandler, log: AccessLog, logger: Logger, limits: Limits = Limits()) {
    self.listener = listener
    self.handler = handler
    self.log = log
    self.logger = logger
    self.limits = limits
    quiescing = ServerQuiescingHelper(group: group)
  }

  /// Serves until `stop` has been called and the last connection has ended.
  /// - Throws: why no more connections are accepted; those that there are have been closed.
  public func run() async throws {
    let exchange = Exchange(handler: handler, limits: limits, log: log, streams: streams)
    var configuration = HTTP1Channel.Configuration(idleTimeout: .seconds(Int64(limits.headSeconds)))
    configuration.httpDecoder.maxHeaderFieldSize = limits.headerBytes
    configuration.httpDecoder.maxHeaderListSize = limits.headerBytes
    configuration.httpDecoder.maxHeaderFieldCount = limits.headerCount
    let connection = HTTP1Channel(
      responder: { request, writer, channel in try await exchange.run(request, writer, channel) }, configuration: configuration)
    let logger = logger
    let quiescing = quiescing
    let connections = limits.connections
    let channel = try await ServerBootstrap(group: group)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandlers([
            AvailableConnectionsChannelHandler(maxConnections: connections), quiescing.makeServerChannelHandler(channel: channel),
          ])
        }
      }
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      // A client that does not read its answer keeps a request at work, which no time-out of an idle connection ends.
      .childChannelOption(.tcpOption(.init(rawValue: TCP_USER_TIMEOUT)), value: limits.unreadSeconds * 1_000)
      .bind(listener.descriptor, cleanupExistingSocketFile: false) { channel in connection.setup(channel: channel, logger: logger) }
    try await withThrowingDiscardingTaskGroup { group in
      try await channel.executeThenClose { inbound in
        for try await value in inbound {
          group.addTask(executorPreference: EventLoopExecutor(value.channel.eventLoop)) { await connection.handle(value: value, logger: logger) }
        }
      }
    }
  }

  /// Accepts nothing any more, ends open streams (their readers come back to the next server), and lets the requests at work be answered.
  /// - Parameter seconds: for those; then it returns all the same.
  public func stop(within seconds: Int64) async {
    let loop = group.next()
    let done = loop.makePromise(of: Void.self)
    let late = loop.scheduleTask(in: .seconds(seconds)) { done.succeed() }
    streams.end()
    quiescing.initiateShutdown(promise: done)
    try? await done.futureResult.get()
    late.cancel()
  }
}

/// Connections on which an answer flows that has no end of its own.
final class OpenStreams: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isEnding = false
  }

  private let state = Locked(State())

  func add(_ channel: any Channel) {
    let isEnding = state.withLock { state in
      state.channels[ObjectIdentifier(channel)] = channel
      return state.isEnding
    }
    if isEnding { channel.close(promise: nil) }
  }

  func remove(_ channel: any Channel) { state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) } }

  func end() {
    let channels = state.withLock { state in
      state.isEnding = true
      return Array(state.channels.values)
    }
    for channel in channels { channel.close(promise: nil) }
  }
}
