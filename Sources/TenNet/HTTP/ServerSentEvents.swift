internal import TenCore

/// One event of a `text/event-stream`.
public struct ServerSentEvent: Sendable, Hashable {
  /// Its type; nil for the usual one.
  public let event: String?
  /// The data lines, joined with line feeds.
  public let data: String
  /// The last id that the stream has named; it stays until another comes.
  public let id: String?

  public init(event: String? = nil, data: String, id: String? = nil) {
    self.event = event
    self.data = data
    self.id = id
  }
}

/// Takes a `text/event-stream` apart, cut anywhere (WHATWG HTML, section 9.2). An event that the stream's end cuts off is not given out.
public struct ServerSentEventParser: Sendable {
  /// Bytes of one line, and of the data of one event.
  public static let limit = 1_048_576

  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var event: String?
  private var id: String?
  private var sawReturn = false
  private var isFirstLine = true

  public init() {}

  /// The events that these bytes complete.
  /// - Throws: `NetError` of the kind `tooLarge`; the stream cannot be read on then.
  public mutating func feed(_ bytes: some Sequence<UInt8>) throws(NetError) -> [ServerSentEvent] {
    var events: [ServerSentEvent] = []
    for byte in bytes {
      let endsReturn = sawReturn && byte == 0x0a
      sawReturn = byte == 0x0d
      if endsReturn { continue }
      guard byte == 0x0a || byte == 0x0d else {
        guard line.count < Self.limit else { throw Self.tooLarge("a line") }
        line.append(byte)
        continue
      }
      if let event = try endLine() { events.append(event) }
    }
    return events
  }

  private mutating func endLine() throws(NetError) -> ServerSentEvent? {
    defer { line.removeAll(keepingCapacity: true) }
    if isFirstLine {
      isFirstLine = false
      if line.starts(with: [0xef, 0xbb, 0xbf]) { line.removeFirst(3) }
    }
    guard !line.isEmpty else { return endEvent() }
    let colon = line.firstIndex(of: 0x3a) ?? line.endIndex
    var value = line[min(colon + 1, line.endIndex)...]
    if value.first == 0x20 { value = value.dropFirst() }
    switch String(decoding: line[..<colon], as: UTF8.self) {
    case "data":
      guard data.count + value.count < Self.limit else { throw Self.tooLarge("the data of an event") }
      if hasData { data.append(0x0a) }
      data.append(contentsOf: value)
      hasData = true
    case "event": event = String(decoding: value, as: UTF8.self)
    case "id": if !value.contains(0) { id = String(decoding: value, as: UTF8.self) }
    default: break  // Comments, `retry` and fields to come.
    }
    return nil
  }

  private mutating func endEvent() -> ServerSentEvent? {
    defer {
      data.removeAll(keepingCapacity: true)
      hasData = false
      event = nil
    }
    guard hasData else { return nil }
    return ServerSentEvent(event: event, data: String(decoding: data, as: UTF8.self), id: id)
  }

  private static func tooLarge(_ what: String) -> NetError {
    NetError(.tooLarge, attempted: "reading an event stream", reason: "\(what) has more than \(limit) bytes")
  }
}

/// The events of a response's body. To be read once, by one task.
public struct ServerSentEvents: AsyncSequence, Sendable {
  private let body: HTTPBody

  public init(_ body: HTTPBody) { self.body = body }

  public func makeAsyncIterator() -> Iterator { Iterator(body: body.makeAsyncIterator()) }

  public struct Iterator: AsyncIteratorProtocol {
    var body: HTTPBody.Iterator
    private var parser = ServerSentEventParser()
    private var ready: ArraySlice<ServerSentEvent> = []

    init(body: HTTPBody.Iterator) { self.body = body }

    public mutating func next() async throws(NetError) -> ServerSentEvent? {
      while ready.isEmpty {
        guard let piece = try await body.next() else { return nil }
        ready = try parser.feed(piece.withUnsafeBytes { Array($0) })[...]
      }
      return ready.popFirst()
    }
  }
}
