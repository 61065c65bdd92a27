extension BrokenCase {
  static let transport: [BrokenCase] = [
    channel("transport.joins-the-start-channel", "it looks into a channel of its own choice first", .looksIntoTheLobby),
    channel("transport.refused-join", "a refused join is logged, and the session goes on", .goesOnAlone),
    channel("transport.keeps-the-token", "the token stands in the error of a refused join", .showsToken),
    channel("transport.leaves", "stop() does not leave while it speaks", .forgetsToLeave),
    channel("transport.leaves-in-its-start", "a join that ends after stop() is kept", .staysThere),
    channel("transport.connection-lost", "the end of the connection is passed over", .deafToEnd),
    channel("transport.in-order", "a frame overtakes the one before it when many wait", .backwards),
    channel("transport.in-real-time", "frames go out as soon as they come", .inBursts),
    channel("transport.interrupt", "interrupted(turn:) drops nothing", .speaksOn),
    channel("transport.flush", "flush is answered and drops nothing", .flushesNothing),
    channel("transport.joined-once", "a user who comes is told twice", .tellsTwice),
    channel("transport.left-once", "the id of a user who goes is a number", .numberAsLeft),
    channel("transport.frames-carry-origin", "frames without stream_id", .noOrigin),
    channel("transport.avatar-is-not-heard", "every participant counts as a user", .hearsAvatar),
    channel("transport.does-not-hear-itself", "its own uid counts as a user", .hearsItsSpeech),
    channel("transport.data-is-bounded", "a packet that is too long is dropped without a word", .silentAboutLength),
    channel("transport.messages-are-bounded", "a text that is too long is answered OK and dropped", .cutsMessages),
    channel("transport.messages-of-others", "its own texts come back", .hearsItself),
    channel("transport.bears-a-flood", "packets and texts wait in a list without a bound", .keepsTheFlood),
  ]

  private static func channel(_ rule: String, _ defect: String, _ flaw: FlawedTransport.Flaw) -> BrokenCase {
    BrokenCase(rule, defect, FlawedTransport.conformance(flaw))
  }
}
