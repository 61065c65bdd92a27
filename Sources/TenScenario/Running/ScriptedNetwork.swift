internal import TenCore
internal import TenGraph
internal import TenNet
internal import TenTesting

/// The network of a run: answers what its rules say, and tells of everything that was asked. Confined to the run's loop.
final class ScriptedNetwork: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  private let rules: [NetworkRule]
  private let loop: VirtualLoop
  private let log: ObservationLog
  private var used: [Int]
  private var sockets: [(rule: String, socket: PuppetSocket)] = []
  /// What no rule answers: the scenario fails with it.
  private(set) var unscripted: [String] = []

  init(_ rules: [NetworkRule], _ loop: VirtualLoop, _ log: ObservationLog) {
    self.rules = rules
    self.loop = loop
    self.log = log
    used = Array(repeating: 0, count: rules.count)
  }

  func attach() {
    PuppetNetwork { [self] request throws(NetError) in
      try await answer(request)
    } onConnect: { [self] request, socket throws(NetError) in
      try await open(request, socket)
    }.attach(to: loop)
  }

  /// Breaks every open WebSocket of a rule off.
  func breakOff(_ rule: String) {
    for entry in sockets where entry.rule == rule { entry.socket.breakOff() }
    sockets.removeAll { $0.rule == rule }
  }

  private func take(_ request: HTTPRequest) throws(NetError) -> NetworkRule {
    let address = request.url.origin + request.url.target
    for (index, rule) in rules.enumerated() where used[index] < rule.times ?? .max {
      guard rule.method == nil || rule.method == request.method, fits(rule.url, address) else { continue }
      used[index] += 1
      return rule
    }
    unscripted.append("\(request.method) \(address)")
    throw NetError(.unreachable, attempted: request.summary, reason: "the scenario's network has no rule for it")
  }

  /// Compared with the port written out, as rules may leave it out.
  private func fits(_ prefix: String, _ address: String) -> Bool {
    guard let url = try? NetURL(prefix) else { return false }
    let isWhole = prefix.contains("?") || url.target != "/"
    return address.hasPrefix(isWhole ? url.origin + url.target : url.origin + "/")
  }

  private func saw(_ kind: String, _ rule: String, _ properties: Properties) {
    log.add(Observation(time: .zero, port: Port(place: .network(rule), kind: kind), properties: properties))
  }

  private func describe(_ request: HTTPRequest) -> Properties {
    var found: Properties = ["method": .string(request.method), "url": .string(request.url.origin + request.url.target)]
    found["headers"] = .object(Properties(request.headers.map { ($0.name.lowercased(), .string($0.value)) }))
    let bytes = request.body.withUnsafeBytes { Array($0) }
    if !bytes.isEmpty { found["body"] = (try? JSON.parse(bytes)) ?? .string(String(decoding: bytes, as: UTF8.self)) }
    return found
  }

  private func answer(_ request: HTTPRequest) async throws(NetError) -> HTTPResponse {
    let rule = try take(request)
    saw("request", rule.name, describe(request))
    if rule.after > .zero { await loop.wait(rule.after) }
    switch rule.answer {
    case .response(let status, let headers, let body): return response(status, headers, body)
    case .unreachable, .socket: throw NetError(.unreachable, attempted: request.summary, reason: "the connection was refused")
    case .never:
      await loop.wait(request.limits.idle)
      throw NetError(.timedOut, attempted: request.summary, reason: "nothing came")
    }
  }

  private func response(_ status: Int, _ headers: [(String, String)], _ body: NetworkRule.Body) -> HTTPResponse {
    var all = HTTPHeaders()
    for (name, value) in headers { all.add(name, value) }
    switch body {
    case .text(let text): return .text(status, text, headers: all)
    case .events(let events, let every, let breaks):
      if all["Content-Type"] == nil { all.add("Content-Type", "text/event-stream") }
      let stream = PuppetBody()
      let loop = self.loop
      _ = Task(executorPreference: loop) {
        for (index, event) in events.enumerated() {
          let wait = event.after + (index == 0 ? .zero : every)
          if wait > .zero { await loop.wait(wait) }
          stream.write("data: \(event.text)\n\n")
        }
        stream.end(breaks ? NetError(.closed, attempted: "reading events", reason: "the connection was lost") : nil)
      }
      return .streaming(status, stream, headers: all)
    }
  }

  private func open(_ request: HTTPRequest, _ socket: PuppetSocket) async throws(NetError) {
    let rule = try take(request)
    saw("opened", rule.name, describe(request))
    if rule.after > .zero { await loop.wait(rule.after) }
    switch rule.answer {
    case .socket(let script, let replies):
      sockets.append((rule.name, socket))
      _ = Task(executorPreference: loop) { await self.play(script, on: socket) }
      _ = Task(executorPreference: loop) { await self.read(socket, rule.name, replies) }
    case .response(let status, _, _):
      throw NetError(.refused, attempted: request.summary, reason: "the upgrade was answered with \(status)", status: status)
    case .never:
      await loop.wait(request.limits.connect)
      throw NetError(.timedOut, attempted: request.summary, reason: "no answer came")
    case .unreachable: throw NetError(.unreachable, attempted: request.summary, reason: "the connection was refused")
    }
  }

  private func play(_ actions: [SocketAction], on socket: PuppetSocket) async {
    for action in actions {
      switch action {
      case .wait(let time): await loop.wait(time)
      case .send(let text): try? await socket.send(.text(text))
      case .close(let code): await socket.close(code: code, reason: "")
      case .breakOff: socket.breakOff()
      }
    }
  }

  private func read(_ socket: PuppetSocket, _ rule: String, _ replies: [SocketReply]) async {
    var used = Array(repeating: 0, count: replies.count)
    while let message = await socket.receive() {
      let properties: Properties =
        switch message {
        case .text(let text): (try? JSON.parse(text))?.object ?? ["text": .string(text)]
        case .binary(let bytes): ["bytes": Value(bytes.count)]
        }
      saw("message", rule, properties)
      guard let index = replies.indices.first(where: { used[$0] < replies[$0].times ?? .max && replies[$0].pattern.fits(.object(properties)) }) else {
        continue
      }
      used[index] += 1
      let actions = replies[index].actions
      _ = Task(executorPreference: loop) { await self.play(actions, on: socket) }
    }
  }
}
