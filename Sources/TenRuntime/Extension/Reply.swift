public import TenCore

/// The right and the duty to answer one command, in the synchronous layer. Move-only: it is used up by the answer.
/// Letting it go answers `unanswered`.
public struct Reply: ~Copyable, Sendable {
  /// nil once it was used up.
  private var connection: Connection?
  private let id: CommandID

  init(_ connection: Connection, _ id: CommandID) {
    self.connection = connection
    self.id = id
  }

  deinit {
    connection?.finish(id, with: CommandResult(.unanswered, detail: "the command was let go without an answer"))
  }

  /// Answers with the final result. A conversion or a schema of the result that fails makes it an `invalid` result.
  public consuming func send(_ result: CommandResult) {
    connection?.finish(id, with: result)
    connection = nil
  }

  /// Sends a partial result. It is dropped when 1,024 of them wait already; `PendingReply.partial` waits instead.
  public borrowing func partial(_ result: CommandResult) { connection?.partial(id, result) }

  /// Gives up the move-only form for one that can be kept in tasks and dictionaries.
  public consuming func keep() -> PendingReply {
    defer { connection = nil }
    return PendingReply(connection: connection, id: id)
  }
}

/// The answer to a command, to be given later: from any task or thread. Its first final result counts.
public struct PendingReply: Sendable {
  let connection: Connection?
  let id: CommandID

  /// Answers with the final result.
  /// - Throws: `AlreadyAnswered` when the command has its final result already: from here, by time-out, or because its sender let it go.
  public func send(_ result: CommandResult) throws(AlreadyAnswered) {
    guard let connection, connection.finish(id, with: result) else { throw AlreadyAnswered(command: connection?.name ?? "") }
  }

  /// Sends a partial result, and waits while 1,024 of them wait for the sender of the command.
  public func partial(_ result: CommandResult) async { await connection?.partialWaiting(id, result) }
}

public struct AlreadyAnswered: Error, Sendable, CustomStringConvertible {
  public let command: MessageName
  public var description: String { "answering the command '\(command)': it has its final result already; answer a command once" }
}
