internal import Synchronization
internal import TenCore

/// An initialised handle of libuv. The loop keeps it alive until its close callback; whoever made it must close it.
///
/// The public types of this module own one each, and tell when they are let go without `close`.
class UVHandle: @unchecked Sendable {
  // @unchecked: protected by the loop's thread, but for the atomic flag.
  let loop: UVLoop
  let memory: HandleMemory
  let site: HandleDescription
  private let isClosingFlag = Atomic<Bool>(false)
  private var closed: [() -> Void] = []

  /// `memory` must be initialised as a handle of libuv by now.
  init(_ loop: UVLoop, _ memory: HandleMemory, _ site: HandleDescription) {
    self.loop = loop
    self.memory = memory
    self.site = site
    memory.attach(self)
    loop.handles[memory.address] = self
  }

  var isClosing: Bool { isClosingFlag.load(ordering: .relaxed) }

  /// Whether it will be gone without anybody doing more.
  var isEnding: Bool { isClosing }

  /// Closes the handle; `done` runs when libuv has let go of it. May be called more than once.
  func close(_ done: (() -> Void)? = nil) {
    loop.requireThread()
    if let done { closed.append(done) }
    guard !isClosingFlag.exchange(true, ordering: .relaxed) else {
      if loop.handles[memory.address] !== self { runClosed() }
      return
    }
    willClose()
    memory.close()
  }

  /// For sub-classes: to end what waits for the handle.
  func willClose() {}

  func didClose() {
    loop.handles[memory.address] = nil
    memory.free()
    loop.beginCallback()
    runClosed()
  }

  private func runClosed() {
    let calls = closed
    closed = []
    for call in calls { call() }
  }

  /// The type that owns this handle is being let go: a mistake when it is open, told in debug builds and mended in others.
  func ownerIsGone() {
    guard !isClosing else { return }
    assertionFailure("\(site) was let go without close()")
    loop.post { self.close() }
  }
}
