internal import TenCore
internal import TenGraph
internal import TenLoop
internal import TenRuntime

/// Tells what happens in a session: readable lines, or lines of JSON. From any thread.
final class SessionReporter: Sendable {
  private let output: Outlet
  private let json: Bool
  private let graph: CompiledGraph
  private let session: String
  private let colours: Colours
  private let startedAt = MonotonicClock.now
  private let last = Locked<(counters: Counters, time: UInt64)?>(nil)

  init(surroundings: Surroundings, json: Bool, graph: CompiledGraph, session: String, host: Host) {
    output = surroundings.output
    self.json = json
    self.graph = graph
    self.session = session
    colours = Colours(isOn: output.isTerminal && surroundings.environment["NO_COLOR", default: ""].isEmpty)
  }

  func show(_ event: SessionEvent) {
    guard json else {
      guard event.kind != .ended else { return }
      return line(event.milliseconds, EventText.text(of: event, graph, session), isBad: event.kind == .nodeError || event.kind == .nodeOut)
    }
    var object: Properties = ["type": "event", "event": .string(event.kind.rawValue), "session": .string(session), "ms": .float(event.milliseconds)]
    if let node = event.node { object["node"] = .string(node) }
    if !event.detail.isEmpty { object["detail"] = .string(event.detail) }
    output.writeJSON(object)
  }

  func show(_ record: EndRecord) {
    hideCounters()
    guard json else { return output.write(EndRecordText.text(of: record)) }
    var object: Properties = ["type": "end_record"]
    object.merge(record.value.object ?? Properties())
    output.writeJSON(object)
  }

  /// From the watchdog: a loop makes no progress, or makes progress again.
  func show(_ stall: Watchdog.Stall) {
    guard json else { return line(now, "\(stall)", isBad: true) }
    var object: Properties = [
      "type": "event", "event": .string(stall.isOver ? "unblocked" : "blocked"), "session": .string(session), "ms": .float(now),
    ]
    if let node = stall.node { object["node"] = .string(node) }
    if let message = stall.message { object["message"] = .string(message) }
    object["detail"] = .string("\(stall)")
    output.writeJSON(object)
  }

  func showStopping(_ signal: String) {
    guard json else { return line(now, "\(signal): the session stops; a second signal ends it at once", isBad: false) }
    output.writeJSON(["type": "event", "event": "signal", "session": .string(session), "ms": .float(now), "detail": .string(signal)])
  }

  func showEndedAtOnce(_ signal: String) {
    output.showLive("")
    if json {
      output.writeJSON(["type": "event", "event": "killed", "session": .string(session), "ms": .float(now), "detail": .string("a second \(signal)")])
    } else {
      line(now, "a second \(signal): the session ends at once, without an end record", isBad: true)
    }
  }

  /// Whether counters are shown while the session runs.
  var isLive: Bool { output.isTerminal && !json }

  func show(_ counters: Counters) {
    let time = MonotonicClock.now
    let before = last.withLock { last in
      defer { last = (counters, time) }
      return last
    }
    var rate = ""
    if let before, time > before.time {
      rate = "\(Fixed.text(Double(counters.sent - before.counters.sent) * 1e9 / Double(time - before.time), decimals: 0)) messages/s, "
    }
    let text = "\(rate)\(counters.delivered) delivered, \(counters.droppedTotal) dropped, \(counters.rejected) rejected"
    output.showLive(colours.dim("\(Fixed.padded(Fixed.text(now / 1_000, decimals: 3), 9))  \(text)"))
  }

  func hideCounters() { output.showLive("") }

  /// Writes what nobody has read yet. - Returns: whether nobody ever will.
  func retry() -> Bool {
    output.retry()
    return output.isBroken
  }

  private var now: Double { Double(MonotonicClock.now - startedAt) / 1_000_000 }

  private func line(_ milliseconds: Double, _ text: String, isBad: Bool) {
    let time = Fixed.padded(Fixed.text(milliseconds / 1_000, decimals: 3), 9)
    output.write("\(colours.dim(time))  \(isBad ? colours.red(text) : text)\n")
  }
}
