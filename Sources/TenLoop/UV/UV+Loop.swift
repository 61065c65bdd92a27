internal import CUV

/// The only code that calls libuv lives in this folder; everything above sees Swift types. This file: the loop, its wake-up, its timer, its last look
/// before it waits.
enum UV {
  /// Nanoseconds of the monotonic clock.
  static func hrtime() -> UInt64 { uv_hrtime() }

  static func check(_ code: CInt, _ attempted: @autoclosure () -> String) throws(UVError) {
    if code < 0 { throw UVError(rawValue: code, attempted: attempted()) }
  }

  static func name(_ code: CInt) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      String(cString: uv_err_name_r(code, buffer.baseAddress, buffer.count))
    }
  }

  static func message(_ code: CInt) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      String(cString: uv_strerror_r(code, buffer.baseAddress, buffer.count))
    }
  }

  /// Names the thread that calls; the system keeps 15 bytes.
  static func nameThread(_ name: String) { _ = pthread_setname_np(pthread_self(), String(decoding: name.utf8.prefix(15), as: UTF8.self)) }

  static var version: String { String(cString: uv_version_string()) }
}

/// The C side of one loop: the loop itself and its own three handles, in memory that stays where it is until `free`.
struct LoopMemory {
  let loop: UnsafeMutablePointer<uv_loop_t>
  private let wakeUp: UnsafeMutablePointer<uv_async_t>
  private let timer: UnsafeMutablePointer<uv_timer_t>
  private let prepare: UnsafeMutablePointer<uv_prepare_t>

  init() throws(UVError) {
    let loop = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
    let code = uv_loop_init(loop)
    guard code == 0 else {
      loop.deallocate()
      throw UVError(rawValue: code, attempted: "creating an event loop")
    }
    let wakeUp = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
    let asyncCode = uv_async_init(loop, wakeUp) { UVLoop.of($0!.pointee.loop).beginCallback() }
    guard asyncCode == 0 else {
      uv_loop_close(loop)
      loop.deallocate()
      wakeUp.deallocate()
      throw UVError(rawValue: asyncCode, attempted: "creating the wake-up of an event loop")
    }
    self.loop = loop
    self.wakeUp = wakeUp
    timer = .allocate(capacity: 1)
    uv_timer_init(loop, timer)
    prepare = .allocate(capacity: 1)
    uv_prepare_init(loop, prepare)
  }

  /// Where libraries that bring their own handles attach.
  var raw: UnsafeMutableRawPointer { UnsafeMutableRawPointer(loop) }

  func attach(_ owner: UVLoop) {
    loop.pointee.data = Unmanaged.passUnretained(owner).toOpaque()
    uv_prepare_start(prepare) { UVLoop.of($0!.pointee.loop).beforeWait() }
  }

  /// One turn of libuv: waits for something to happen unless `beforeWait` says `skipWait`, or looks only.
  func run(waiting: Bool) { uv_run(loop, waiting ? UV_RUN_ONCE : UV_RUN_NOWAIT) }

  /// Milliseconds of the monotonic clock, as libuv looked at it last.
  var milliseconds: UInt64 { uv_now(loop) }

  /// Makes the turn at hand one that does not wait; to be called in `beforeWait`.
  func skipWait() { uv_stop(loop) }

  func send() { uv_async_send(wakeUp) }

  /// Wakes the loop when libuv's clock has reached `milliseconds`. libuv counts from the time that it has cached, so the difference is exact.
  func arm(at milliseconds: UInt64) {
    let time = uv_now(loop)
    uv_timer_start(timer, { UVLoop.of($0!.pointee.loop).timerHasFired() }, milliseconds > time ? milliseconds - time : 0, 0)
  }

  func disarm() { uv_timer_stop(timer) }

  func closeOwnHandles() {
    let handles = [UnsafeMutableRawPointer(wakeUp), UnsafeMutableRawPointer(timer), UnsafeMutableRawPointer(prepare)]
    for handle in handles { uv_close(handle.assumingMemoryBound(to: uv_handle_t.self), nil) }
  }

  /// - Returns: false when handles are open still; then nothing has changed.
  func close() -> Bool { uv_loop_close(loop) == 0 }

  func free() {
    wakeUp.deallocate()
    timer.deallocate()
    prepare.deallocate()
    loop.deallocate()
  }

  /// Whether a handle waits for its close callback.
  var hasClosing: Bool {
    var found = false
    withUnsafeMutablePointer(to: &found) {
      uv_walk(loop, { if uv_is_closing($0) != 0 { $1!.assumingMemoryBound(to: Bool.self).pointee = true } }, $0)
    }
    return found
  }

  /// The open handles beside the loop's own: address and libuv's word for the kind.
  func otherHandles() -> [(handle: UnsafeMutableRawPointer, kind: String)] {
    final class Found { var list: [UnsafeMutablePointer<uv_handle_t>] = [] }
    let found = Found()
    uv_walk(loop, { Unmanaged<Found>.fromOpaque($1!).takeUnretainedValue().list.append($0!) }, Unmanaged.passUnretained(found).toOpaque())
    let own = [UnsafeMutableRawPointer(wakeUp), UnsafeMutableRawPointer(timer), UnsafeMutableRawPointer(prepare)]
    return found.list.compactMap { handle in
      let address = UnsafeMutableRawPointer(handle)
      // libuv keeps a watcher of SIGCHLD of its own, which it hides from the walk.
      return own.contains(address) ? nil : (address, String(cString: uv_handle_type_name(handle.pointee.type)))
    }
  }
}

extension UVLoop {
  fileprivate static func of(_ loop: UnsafeMutablePointer<uv_loop_t>) -> UVLoop {
    Unmanaged<UVLoop>.fromOpaque(loop.pointee.data!).takeUnretainedValue()
  }
}
