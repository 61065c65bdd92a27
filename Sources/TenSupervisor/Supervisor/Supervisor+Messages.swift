public import TenCore
internal import TenControl

/// Messages to a session's nodes, and questions to its host.
extension Supervisor {
  public func send(
    _ command: String, _ properties: Properties, to node: String, of id: String, milliseconds: Int?
  ) async throws(ServiceError) -> (status: CommandResult.Status, properties: Properties) {
    let limit = (milliseconds ?? bounds.command) + bounds.answer
    let answer = try await ask(id, "sending command '\(command)' to node '\(node)' of", limit) {
      .command(id: $0, node: node, name: command, properties, milliseconds: milliseconds)
    }
    try check(answer, node, id, "sending command '\(command)' to")
    return (answer.status, answer.properties)
  }

  public func send(data name: String, _ properties: Properties, to node: String, of id: String) async throws(ServiceError) {
    let answer = try await ask(id, "sending data '\(name)' to node '\(node)' of", bounds.answer) {
      .data(id: $0, node: node, name: name, properties)
    }
    try check(answer, node, id, "sending data '\(name)' to")
    guard answer.status != .ok else { return }
    throw ServiceError(
      .wrongState, "sending data '\(name)' to node '\(node)' of session '\(id)': \(answer.status.name): \(answer.properties["detail"]?.string ?? "")")
  }

  public func interrupt(_ id: String) async throws(ServiceError) -> Properties {
    try await ask(id, "interrupting", bounds.answer * 2) { .interrupt(id: $0) }.properties
  }

  public func state(_ id: String) async throws(ServiceError) -> Value {
    .object(try await ask(id, "asking the state of", bounds.answer) { .state(id: $0) }.properties)
  }

  private func ask(
    _ id: String, _ attempt: String, _ milliseconds: Int, _ make: (Int) -> HostRequest
  ) async throws(ServiceError) -> HostLink.Answer {
    let session = try find(id, attempt)
    guard let host = session.host, session.isStarted, session.record.state != .ended else {
      throw ServiceError(.wrongState, "\(attempt) session '\(id)', which is \(session.record.state.rawValue): wait until it runs")
    }
    do throws(LinkError) {
      return try await host.link.request(milliseconds: milliseconds, make)
    } catch {
      let code: ServiceError.Code = error.reason == .late ? .timeout : session.outcome.isFulfilled ? .wrongState : .unavailable
      throw ServiceError(code, "\(attempt) session '\(id)': \(error)", retryAfter: code == .unavailable ? 1 : nil)
    }
  }

  private func check(_ answer: HostLink.Answer, _ node: String, _ id: String, _ attempt: String) throws(ServiceError) {
    guard answer.status == .noRoute, answer.properties["unknown_node"] != nil else { return }
    let reason = answer.properties["detail"]?.string ?? "there is no such node"
    let problem = Diagnostic(
      "S004", .error, "there is no node '\(node)'", pointer: "/node", suggestion: answer.properties["suggestion"]?.string)
    throw ServiceError(.unknownNode, "\(attempt) node '\(node)' of session '\(id)': \(reason)", problems: [problem])
  }
}
