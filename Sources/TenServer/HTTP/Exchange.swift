internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore
internal import TenCore
internal import TenGraph

/// One request and its answer, between a connection and the handler.
struct Exchange: Sendable {
  let handler: APIHandler
  let limits: HTTPServer.Limits
  let log: AccessLog
  let streams: OpenStreams

  @concurrent func run(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel) async throws {
    let begin = ServerClock.nanoseconds()
    let target = request.head.path ?? "/"
    let sides = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = sides.first.map(String.init) ?? "/"
    let query = sides.count > 1 ? String(sides[1]) : ""
    var entry = AccessLog.Entry()
    entry.time = ServerClock.unix()
    entry.method = request.method.rawValue
    entry.path = String(path.prefix(1_024))
    entry.queryNames = query.split(separator: "&").prefix(20).map { String($0.prefix { $0 != "=" }.prefix(100)) }
    entry.peer = channel.remoteAddress?.ipAddress ?? ""
    var headers = request.headers.map { (name: $0.name.canonicalName, value: $0.value) }
    if let authority = request.head.authority { headers.append(("host", authority)) }
    let body = body(of: request, channel)
    var response = await handler.respond(method: entry.method, path: path, query: query, headers: headers, body: body, peer: entry.peer)
    entry.status = response.status
    entry.requestID = response.headers["x-request-id"] ?? ""
    if response.status < 400 {
      response.headers[ServerTiming.header] = ServerTiming.total(ServerClock.nanoseconds() - begin, after: response.headers[ServerTiming.header])
    }
    let counter = ByteCounter()
    do {
      defer {
        entry.milliseconds = (ServerClock.nanoseconds() - begin) / 1_000_000
        entry.bytes = counter.bytes
        log.write(entry)
      }
      try await send(response, to: request, writer, channel, counter)
    }
    if case .stream = response.body {} else { await passOver(body, of: request, channel) }
  }

  /// Takes what the endpoint did not read, such as the body of a request without a token, no further and no longer than if it had: Hummingbird listens to
  /// any length of it, before the next request of the connection.
  private func passOver(_ body: BodySource, of request: Request, _ channel: any Channel) async {
    guard request.headers[.transferEncoding] != nil || request.headers[.contentLength].map({ $0 != "0" }) ?? false else { return }
    do throws(BodySource.Failure) {
      _ = try await body.read(handler.configuration.limits.body)
    } catch {
      // Not at once, so that a client that is still sending gets its answer.
      channel.eventLoop.scheduleTask(in: .seconds(Int64(limits.refusedSeconds))) { channel.close(promise: nil) }
    }
  }

  /// The second reading finds nothing, or fails as the first did.
  private func body(of request: Request, _ channel: any Channel) -> BodySource {
    let (body, limits) = (request.body, limits)
    let announced = request.headers[.contentLength].flatMap { Int($0) }
    let first = Locked<Result<Void, BodySource.Failure>?>(nil)
    return BodySource { limit throws(BodySource.Failure) in
      if let first = first.withLock({ $0 }) {
        try first.get()
        return []
      }
      do throws(BodySource.Failure) {
        let bytes = try await Self.read(body, announced, limit, limits.bodySeconds, channel)
        first.withLock { $0 = .success(()) }
        return bytes
      } catch {
        first.withLock { $0 = .failure(error) }
        throw error
      }
    }
  }

  private static func read(
    _ body: RequestBody, _ announced: Int?, _ limit: Int, _ seconds: Int, _ channel: any Channel
  ) async throws(BodySource.Failure) -> [UInt8] {
    if let announced, announced > limit { throw .tooLong }
    if announced == 0 { return [] }
    let timer = channel.eventLoop.scheduleTask(in: .seconds(Int64(seconds))) { channel.close(promise: nil) }
    defer { timer.cancel() }
    let bytes = try await collect(body, limit)
    if let announced, bytes.count != announced { throw .broken }
    return bytes
  }

  private static func collect(_ body: RequestBody, _ limit: Int) async throws(BodySource.Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      for try await buffer in body {
        guard bytes.count + buffer.readableBytes <= limit else { throw BodySource.Failure.tooLong }
        bytes.append(contentsOf: buffer.readableBytesView)
      }
    } catch let failure as BodySource.Failure {
      throw failure
    } catch {
      throw .broken
    }
    return bytes
  }

  @concurrent private func send(
    _ response: APIResponse, to request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel, _ counter: ByteCounter
  ) async throws {
    var head = HTTPResponse(status: .init(code: response.status))
    for (name, value) in response.headers {
      if let name = HTTPField.Name(name) { head.headerFields[name] = value }
    }
    head.headerFields[.date] = HTTPDate.text(ServerClock.unix() / 1_000)
    head.headerFields[.server] = "tenhost"
    switch response.body {
    case .json(let value):
      try await send(JSON.bytes(of: value), "application/json", &head, request, writer, counter)
    case .text(let text, let type):
      try await send(Array(text.utf8), type, &head, request, writer, counter)
    case .empty:
      if response.status != 204 { head.headerFields[.contentLength] = "0" }
      try await writer.writeResponse(head)
    case .stream(let stream, let type):
      head.headerFields[.contentType] = head.headerFields[.contentType] ?? type
      head.headerFields[.connection] = "close"
      try await send(stream, head, request, writer, channel, counter)
    }
  }

  @concurrent private func send(
    _ bytes: [UInt8], _ type: String, _ head: inout HTTPResponse, _ request: Request, _ writer: consuming ResponseWriter, _ counter: ByteCounter
  ) async throws {
    if head.headerFields[.contentType] == nil { head.headerFields[.contentType] = type }
    head.headerFields[.contentLength] = String(bytes.count)
    guard request.method != .head else { return try await writer.writeResponse(head) }
    counter.bytes = bytes.count
    try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// Sends what comes as fast as the client reads. Ends with the stream, the client, or the server.
  @concurrent private func send(
    _ stream: AsyncStream<[UInt8]>, _ head: HTTPResponse, _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel,
    _ counter: ByteCounter
  ) async throws {
    streams.add(channel)
    defer { streams.remove(channel) }
    var body: any ResponseBodyWriter = try await writer.writeHead(head)
    // The end of the connection cancels the wait for the next piece.
    try await request.body.consumeWithCancellationOnInboundClose { _ in
      for await bytes in stream {
        try await body.write(ByteBuffer(bytes: bytes))
        counter.bytes += bytes.count
      }
    }
    try await body.finish(nil)
  }
}
