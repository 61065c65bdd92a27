public import TenCore
public import TenRuntime

/// A scripted neighbour: says what becomes of the messages that it gets. What its script does not name is kept, and commands are answered OK.
///
/// ```swift
/// let llm = Puppet()
///   .on("chat_completion") { command, reply in
///     await reply.partial(.ok(["delta": "Hel"]))
///     return .ok(["delta": "lo."])
///   }
///   .neverAnswering("abort")
/// try ExtensionHarness(Front.self).puppet("llm", llm).run { trial in
///   try await trial.send(DataMessage("asr_result", ["text": "hi", "final": true]))
///   try await trial.fish(.data("tts_text_input", ["text_input_end": true]))
/// }
/// ```
public struct Puppet: Sendable {
  public typealias CommandScript = @Sendable (Command, PendingReply, ExtensionContext) async throws -> CommandResult
  public typealias DataScript = @Sendable (DataMessage, ExtensionContext) async throws -> Void
  public typealias AudioScript = @Sendable (AudioFrame, ExtensionContext) async throws -> Void

  var commands: [String: CommandScript] = [:]
  var data: [String: DataScript] = [:]
  var audio: [String: AudioScript] = [:]
  /// Names of messages that wait until the trial releases them.
  var held: Set<String> = []
  /// Whether commands without a script are answered with their own properties.
  var echoes = false
  var started: (@Sendable (ExtensionContext) async throws -> Void)?

  public init() {}

  /// Answers a command with what the script returns; partial results go through its second argument before. Throwing answers with an error.
  public func on(_ command: String, _ script: @escaping @Sendable (Command, PendingReply) async throws -> CommandResult) -> Puppet {
    on(command) { command, reply, _ in try await script(command, reply) }
  }

  /// The same, with the puppet's own door to the runtime: what it sends without naming a destination goes to the node under test.
  public func on(_ command: String, _ script: @escaping CommandScript) -> Puppet { changed { $0.commands[command] = script } }

  public func onData(_ name: String, _ script: @escaping @Sendable (DataMessage) async throws -> Void) -> Puppet {
    onData(name) { data, _ in try await script(data) }
  }

  public func onData(_ name: String, _ script: @escaping DataScript) -> Puppet { changed { $0.data[name] = script } }

  public func onAudio(_ name: String, _ script: @escaping AudioScript) -> Puppet { changed { $0.audio[name] = script } }

  /// What it does when it is started, as a node's `start`.
  public func onStart(_ script: @escaping @Sendable (ExtensionContext) async throws -> Void) -> Puppet { changed { $0.started = script } }

  func changed(_ change: (inout Puppet) -> Void) -> Puppet {
    var copy = self
    change(&copy)
    return copy
  }
}

/// Scripts that tests need often.
extension Puppet {
  /// Answers with partial results, then with `result`, after a virtual time.
  public func answering(_ command: String, _ result: CommandResult = .ok(), after delay: Duration = .zero, partial: [CommandResult] = []) -> Puppet {
    on(command) { _, reply, context in
      for part in partial { await reply.partial(part) }
      if delay > .zero { try await context.clock.sleep(for: delay) }
      return result
    }
  }

  public func failing(_ command: String, _ detail: String = "the puppet fails") -> Puppet { answering(command, .error(detail)) }

  /// Keeps the command until its sender gives it up.
  public func neverAnswering(_ command: String) -> Puppet {
    on(command) { _, _, _ in
      let gate = Gate()
      try await gate.pass()
      return .ok()
    }
  }

  /// Holds what comes under this name back until `trial.probe("its name").release(name)`: a command's answer, or the taking of data.
  public func holding(_ name: String) -> Puppet { changed { $0.held.insert(name) } }
}
