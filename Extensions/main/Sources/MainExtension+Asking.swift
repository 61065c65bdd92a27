internal import TenCore
internal import TenGraph
internal import TenRuntime

/// What it waits for, each in a task of the turn: an interrupt ends it.
extension MainExtension {
  func ask(_ request: ModelRequest) async {
    var body: Properties = [
      "request_id": .string(request.id), "messages": .array(request.messages), "model": "", "streaming": true, "tools": .array(request.tools),
      "parameters": [:],
    ]
    if !properties.prompt.isEmpty { body["prompt"] = .string(properties.prompt) }
    let results: CommandResults
    do throws(SendError) {
      results = try await context.stream(Command("chat_completion", body), to: "llm", timeout: properties.modelTimeout)
    } catch {
      return await post(.model(request: request.id, .ended(error: "the model cannot be asked: \(error)")))
    }
    for await result in results {
      if let event = Incoming.model(result) { await post(.model(request: request.id, event)) }
      guard result.isFinal else { continue }
      if wasTakenBack(result) { return }
      let error = result.isOK ? nil : "the model gave no answer: \(result.status): \(Incoming.reason(result))"
      return await post(.model(request: request.id, .ended(error: error)))
    }
    if !Task.isCancelled { await post(.model(request: request.id, .ended(error: "the model's results ended without a final one"))) }
  }

  func carryOut(_ call: ToolCall, of request: String, at node: String) async {
    let command = Command("tool_call", ["name": .string(call.name), "arguments": .object(call.arguments)])
    let output: String
    do throws(SendError) {
      let result = try await context.send(command, to: node, timeout: properties.toolTimeout)
      if wasTakenBack(result) { return }
      if result.isOK, let text = Incoming.toolOutput(result["tool_result"]) {
        output = text
      } else {
        let reason = result.isOK ? "its answer has no 'tool_result' with a 'content'" : "\(result.status): \(Incoming.reason(result))"
        context.report("calling the tool '\(call.name)' at node '\(node)': \(reason)")
        output = "error: the tool '\(call.name)' failed: \(reason)"
      }
    } catch {
      context.report("calling the tool '\(call.name)' at node '\(node)': \(error)")
      output = "error: the tool '\(call.name)' cannot be reached"
    }
    await post(.toolAnswered(request: request, call: call.id, output: output))
  }

  /// What ends with its turn, or with the session, is no failure.
  private func wasTakenBack(_ result: CommandResult) -> Bool {
    switch result.status {
    case .cancelled: Task.isCancelled
    case .stopped: context.isSessionEnding
    default: false
    }
  }
}
