/// Something that another module keeps with a loop: a network, the channels. Lives as long as the loop.
package protocol LoopAttachment: AnyObject {
  /// The loop is about to close: let go of every handle.
  func loopWillClose()
}

extension EventLoop {
  /// The loop's one object of this type, made when it is first asked for. On the loop's thread.
  package final func attachment<T: LoopAttachment, E: Error>(_ type: T.Type, make: () throws(E) -> T) throws(E) -> T {
    if let found = attachments[ObjectIdentifier(type)] as? T { return found }
    let made = try make()
    attach(made)
    return made
  }

  /// Keeps `object` with the loop, in the place of another of its type. On the loop's thread.
  package final func attach<T: LoopAttachment>(_ object: T) { attachments[ObjectIdentifier(T.self)] = object }

  /// To be called by a loop that closes, while it can still turn.
  package final func closeAttachments() {
    let all = attachments.values
    attachments = [:]
    for object in all { object.loopWillClose() }
  }
}
