internal import Logging
internal import TenControl
internal import TenCore
internal import TenGraph
internal import TenLoop

/// One fork server a graph; a new one when the graph's files have changed, or when it has ended.
extension Supervisor {
  /// The graph's fork server, when it is ready.
  func server(of slot: GraphSlot) async throws(LinkError) -> ForkServerLink {
    let server: ForkServerLink
    if let present = slot.server { server = present } else { server = try launch(slot) }
    switch await server.readiness.get(within: bounds.forkServer, on: loop) {
    case .ready: return server
    case .invalid: throw LinkError(.refused, "graph '\(slot.graph.name)' cannot be run")
    case .failed(let error): throw error
    case nil:
      if slot.server === server { slot.server = nil }
      endSoon(server)
      throw LinkError(.late, "the fork server of graph '\(slot.graph.name)' was not ready within \(bounds.forkServer) ms")
    }
  }

  private func launch(_ slot: GraphSlot) throws(LinkError) -> ForkServerLink {
    guard !isClosed else { throw LinkError(.broken, "the supervisor is shut down") }
    guard slots[slot.graph.name] === slot else { throw LinkError(.refused, "graph '\(slot.graph.name)' was removed") }
    let process: ForkServerProcess
    do {
      process = try launcher.launch(slot.graph, on: loop)
    } catch {
      throw LinkError(.broken, "\(error)")
    }
    let server = ForkServerLink(loop, graph: slot.graph.name, process)
    slot.server = server
    server.onExit = { [unowned server] host, end in self.exited(host, end, server, slot) }
    server.onEnd = { [unowned server] reason in self.ended(server, slot, reason) }
    server.readiness.whenFulfilled { [unowned server] readiness in self.answered(readiness, server, slot) }
    return server
  }

  private func answered(_ readiness: ForkServerLink.Readiness, _ server: ForkServerLink, _ slot: GraphSlot) {
    guard slot.server === server else { return }
    switch readiness {
    case .ready(let greeting):
      slot.greeting = greeting
      slot.files = GraphFiles(greeting.files)
      slot.invalid = nil
      // What is seen now need not be read again at each start. A change meanwhile is found by the next one.
      _ = slot.files.areUnchanged()
    case .invalid(let problems):
      slot.server = nil
      let found = problems.map(Diagnostic.init(problem:))
      slot.invalid = (found, now)
      let reason = "graph '\(slot.graph.name)' cannot be run: \(found.first?.message ?? "its file is invalid")"
      log.error("a graph cannot be run", metadata: ["graph": "\(slot.graph.name)", "reason": "\(reason)"])
      perform(slot.pool.unavailable(reason: reason, at: now), slot)
      endSoon(server)
    case .failed: slot.server = nil
    }
  }

  /// The connection to a fork server is over. Its hosts go on.
  private func ended(_ server: ForkServerLink, _ slot: GraphSlot, _ reason: LinkError) {
    if slot.server === server { slot.server = nil }
    slot.retired.removeAll { $0 === server }
    endSoon(server)
    guard !isClosed else { return }
    log.error("a fork server has ended", metadata: ["graph": "\(slot.graph.name)", "reason": "\(reason)"])
    for host in hosts.values where host.server === server && host.session == nil {
      perform(slot.pool.gone(host: host.name, reason: reason.description, at: now), slot)
      disposeSoon(host)
    }
  }

  private func exited(_ name: String, _ end: HostEnd?, _ server: ForkServerLink, _ slot: GraphSlot) {
    if let host = hosts[name] { exited(host, end) } else { files.remove(host: name) }
    endIfDone(server, slot)
  }

  private func endIfDone(_ server: ForkServerLink, _ slot: GraphSlot) {
    guard server.hosts.isEmpty, let index = slot.retired.firstIndex(where: { $0 === server }) else { return }
    slot.retired.remove(at: index)
    endSoon(server)
  }

  /// It is alive and makes no hosts: those that it has keep it, who comes next gets another one.
  func letGoOfStuck(_ server: ForkServerLink, _ slot: GraphSlot) {
    if slot.server === server { retireServer(of: slot) } else { endIfDone(server, slot) }
  }

  func endSoon(_ server: ForkServerLink) { beside { _ in await server.end() } }

  /// Notices that the graph's files are others than the fork server has read.
  func refresh(_ slot: GraphSlot) {
    if let invalid = slot.invalid {
      // Which file is to be mended is not known: it is tried again.
      if now - invalid.at >= 1_000 { replace(slot) }
    } else if slot.greeting != nil, !slot.files.areUnchanged() {
      log.info("a graph has changed", metadata: ["graph": "\(slot.graph.name)"])
      replace(slot)
    }
  }

  private func replace(_ slot: GraphSlot) {
    slot.invalid = nil
    slot.greeting = nil
    retireServer(of: slot)
    perform(slot.pool.graphChanged(at: now), slot)
  }

  /// It stays until its last host has ended.
  func retireServer(of slot: GraphSlot) {
    guard let old = slot.server else { return }
    slot.server = nil
    slot.retired.append(old)
    endIfDone(old, slot)
  }
}

extension Diagnostic {
  /// What a fork server says is wrong with a graph.
  init(problem value: Value) {
    let object = value.object ?? Properties()
    self.init(
      object["code"]?.string ?? "", Severity(rawValue: object["severity"]?.string ?? "") ?? .error,
      object["message"]?.string ?? value.string ?? JSON.text(of: value), file: object["file"]?.string, pointer: object["pointer"]?.string ?? "",
      suggestion: object["suggestion"]?.string)
    line = object["line"]?.int
    column = object["column"]?.int
  }
}
