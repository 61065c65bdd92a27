public import TenCore

/// For a `receive` that cannot finish at once, such as one whose receiver has no room: hands the message in hand to `handle`, as the default `receive` does.
/// To be called from `receive` only.
extension Extension {
  public func startHandling(_ command: Command, _ reply: consuming Reply) { context.node.startHandler(.command(command, reply.keep())) }
  public func startHandling(_ data: DataMessage) { context.node.startHandler(.data(data)) }
  public func startHandling(_ frame: AudioFrame) { context.node.startHandler(.audio(frame)) }
  public func startHandling(_ frame: VideoFrame) { context.node.startHandler(.video(frame)) }
}
