internal import TenCore

/// What can be asked of those who get messages in a trial: of the trial itself, and of each probe, puppet and peer.
public protocol Listening: Sendable {
  /// Who listens.
  var ear: TrialProbe { get }
}

extension Trial: Listening {
  public var ear: TrialProbe { TrialProbe(trial: self, neighbour: own) }
}

/// One neighbour in a trial.
public struct TrialProbe: Listening {
  let trial: Trial
  let neighbour: Neighbour

  public var ear: TrialProbe { self }

  /// Lets what a puppet holds back under this name go on, and all that comes later.
  public func release(_ name: String) { neighbour.release(name) }
}

extension Listening {
  /// Everything that came, in order, whether it was expected or not.
  public var all: [Received.Item] { ear.neighbour.received.all }

  /// What came and no expectation has looked at.
  public var unread: [Received.Item] { Array(ear.neighbour.received.unread) }

  /// What came under names that the sender's manifest does not list.
  public var unlisted: [Received.Item] { all.filter { !$0.isListed } }

  /// The next message must be this one.
  /// - `time`: virtual; the message may take so long.
  @discardableResult
  public func expect(
    _ expectation: Expectation, within time: Duration = .seconds(5), fileID: String = #fileID, line: Int = #line
  ) async throws -> Received.Item {
    let item = try await ear.next("\(expectation)", until: ear.deadline(time), time, Place(fileID, line))
    guard expectation.matches(item) else {
      throw ear.failure("expected \(expectation) next; came \(ear.text(item))", Place(fileID, line))
    }
    return item
  }

  /// The next messages must be these, in any order.
  /// - `time`: virtual, for all of them together.
  /// - Returns: what came, in the order of the expectations.
  @discardableResult
  public func expectAll(
    _ expectations: [Expectation], within time: Duration = .seconds(5), fileID: String = #fileID, line: Int = #line
  ) async throws -> [Received.Item] {
    let (ear, place, deadline) = (ear, Place(fileID, line), ear.deadline(time))
    var found: [Received.Item?] = expectations.map { _ in nil }
    while found.contains(where: { $0 == nil }) {
      let open = expectations.indices.filter { found[$0] == nil }
      let wanted = open.map { "\(expectations[$0])" }.joined(separator: ", ")
      let item = try await ear.next("\(open.count > 1 ? "all of " : "")\(wanted)", until: deadline, time, place)
      guard let position = open.first(where: { expectations[$0].matches(item) }) else {
        throw ear.failure("expected \(wanted), in any order; came \(ear.text(item))", place)
      }
      found[position] = item
    }
    return found.compactMap { $0 }
  }

  /// Skips messages until this one comes.
  @discardableResult
  public func fish(
    _ expectation: Expectation, within time: Duration = .seconds(5), fileID: String = #fileID, line: Int = #line
  ) async throws -> Received.Item {
    let (ear, deadline) = (ear, ear.deadline(time))
    var skipped = 0
    while true {
      let others = skipped == 0 ? "" : " (\(skipped) others came)"
      let item = try await ear.next("\(expectation)\(others)", until: deadline, time, Place(fileID, line))
      if expectation.matches(item) { return item }
      skipped += 1
    }
  }

  /// No such message comes for a virtual time, and none that came is unread.
  public func expectNone(
    _ expectation: Expectation = .any, for time: Duration = .seconds(1), fileID: String = #fileID, line: Int = #line
  ) async throws {
    let (ear, deadline) = (ear, ear.deadline(time))
    let received = ear.neighbour.received
    while true {
      let unread = received.unread
      if let item = unread.first(where: expectation.matches) {
        throw ear.failure("expected no \(expectation) for \(time.inWords); came \(ear.text(item))", Place(fileID, line))
      }
      guard ear.trial.loop.now < deadline, !received.isClosed else { return }
      await received.wait(forUnread: unread.count + 1, until: deadline, on: ear.trial.loop)
    }
  }
}

extension TrialProbe {
  fileprivate func deadline(_ time: Duration) -> UInt64 { trial.loop.now &+ time.nanoseconds }

  fileprivate func text(_ item: Received.Item) -> String {
    MessageText.line(item.message, item.kind, hiding: trial.secrets) + (item.destination.map { " to '\($0)'" } ?? "")
  }

  fileprivate func failure(_ text: String, _ place: Place) -> TrialFailure {
    trial.failure(.expectation, (neighbour === trial.own ? "" : "at '\(neighbour.name)': ") + text, place)
  }

  fileprivate func next(_ wanted: String, until deadline: UInt64, _ time: Duration, _ place: Place) async throws -> Received.Item {
    await neighbour.received.wait(forUnread: 1, until: deadline, on: trial.loop)
    if let item = neighbour.received.takeFirst() { return item }
    let why = neighbour.received.isClosed ? "the session has ended" : "nothing came"
    throw failure("expected \(wanted) within \(time.inWords); \(why)", place)
  }
}
