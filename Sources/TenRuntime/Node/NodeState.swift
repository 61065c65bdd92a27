internal import Synchronization
internal import TenCore

extension Node {
  /// What delivering a message looks at: plain memory, so that the hot path counts no reference. Confined to the loop.
  struct State: ~Copyable {
    let loop: UnsafeMutablePointer<EventLoop.Hot>
    let shared: UnsafeMutablePointer<EventLoop.Shared>
    /// The session's last ended turn.
    let ended: UnsafeMutablePointer<Atomic<UInt32>>
    let index: UInt16
    var routes = RouteTable()
    var inbox: Inbox
    var phase = NodePhase.created
    /// Whether code of the node is on the stack: nothing may be delivered into it directly.
    var isEntered = false
    /// Whether an asynchronous handler of a data message or frame is in flight.
    var isBusy = false
    var handlers = 0
    var isSerial: Bool
    /// Whether the host watches what nodes send.
    let isWatched: Bool
    let recorder: Unmanaged<MessageRecorder>?
    /// It stops to be started anew: messages for it are held meanwhile.
    var isRestarting = false
    /// It is out, or will be in a moment: what has another way takes it.
    var isLeaving: Bool { phase == .out || phase == .stopping && !isRestarting }

    init(part: SessionPart, index: NodeIndex, _ compiled: CompiledNode) {
      loop = part.loop.hot
      shared = part.loop.shared
      ended = part.session.endedThrough
      self.index = UInt16(truncatingIfNeeded: index)
      let options = part.session.host.options
      isWatched = options.onSend != nil || options.recorder != nil
      // The host keeps it.
      recorder = options.recorder.map { .passUnretained($0) }
      inbox = Inbox(limits: compiled.inbox)
      isSerial = compiled.manifest.serial
    }

    /// Whether the first message of the lanes may be handed over now.
    @inline(__always)
    func canTake(_ kind: MessageKind) -> Bool {
      guard handlers < Node.maximumHandlers else { return false }
      if isSerial { return handlers == 0 }
      return kind == .command || !isBusy
    }

    /// Whether a message may be handed over on its sender's stack: the node runs, nothing waits before it, none of the node's code is on the stack, and not
    /// too many deliveries are nested already.
    @inline(__always)
    func takesDirectly(_ kind: MessageKind) -> Bool {
      phase == .running && !isEntered && inbox.isEmpty && canTake(kind) && loop.pointee.depth < Node.maximumDepth
    }

    /// Whether an interrupt has made the message void.
    @inline(__always)
    func isStale(_ envelope: borrowing Envelope) -> Bool {
      !envelope.turn.isNone && envelope.turn.number <= ended.pointee.load(ordering: .relaxed) && envelope.isTransient
    }
  }

  /// The most handlers of one node in flight at once.
  static let maximumHandlers = 256
  /// Deliveries nested on one stack.
  static let maximumDepth = 8
  /// Messages handed over in one slice before others have their turn.
  static let slice = 64
}
