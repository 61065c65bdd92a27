extension BrokenCase {
  static let llm: [BrokenCase] = [
    model("llm.deltas-add-up", "the content of a delta is its own part, not all so far", .deltaAlone),
    model("llm.done-before-final", "no message_content_done", .noDone),
    model("llm.one-final", "the whole answer, and no final result", .noFinal),
    model("llm.tool-call-shape", "the arguments of a tool call as a text", .argumentsAsText),
    model("llm.turn", "a message from the reader of the stream without the turn of the request", .noteWithoutTurn),
    model("llm.requests-do-not-mix", "one variable for the reply of the request that came last", .oneReplyForAll),
    model("llm.abort", "an aborted request ends with ERROR", .abortIsAnError),
    model("llm.abort-all", "abort without an id does nothing", .abortOfOneOnly),
    model("llm.duplicate-id", "a live id is refused under another name", .wrongErrorName),
    model("llm.interrupt", "the end of its turn does not stop the reader of the stream", .deafToTurns),
    model("llm.cancel-reaches-vendor", "an aborted request is read on", .keepsVendor),
    model("llm.failure-is-an-error", "a connection that breaks is taken for the end of the answer", .breakIsTheEnd),
    model("llm.slow-vendor", "the time-out of the connection is passed over", .waitsForEver),
    model("llm.malformed-request", "a request without words is answered all the same", .takesAnything),
  ]

  private static func model(_ rule: String, _ defect: String, _ flaw: FlawedModel.Flaw) -> BrokenCase {
    BrokenCase(rule, defect, FlawedModel.conformance(flaw))
  }
}
