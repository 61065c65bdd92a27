internal import CUV

/// The memory of one handle. Released in the close callback and nowhere else: libuv uses it until then.
struct HandleMemory {
  let handle: UnsafeMutablePointer<uv_handle_t>

  init(_ type: uv_handle_type) {
    handle = UnsafeMutableRawPointer.allocate(byteCount: uv_handle_size(type), alignment: 16).bindMemory(to: uv_handle_t.self, capacity: 1)
  }

  var address: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

  func attach(_ owner: UVHandle) { handle.pointee.data = Unmanaged.passUnretained(owner).toOpaque() }

  func close() {
    uv_close(handle) { UVHandle.of(UnsafeMutableRawPointer($0!)).didClose() }
  }

  func free() { address.deallocate() }
}

extension UVHandle {
  /// The owner of a handle that libuv calls back; the loop keeps it alive while the handle is open.
  static func of(_ handle: UnsafeMutableRawPointer) -> UVHandle {
    let data = handle.assumingMemoryBound(to: uv_handle_t.self).pointee.data!
    return Unmanaged<UVHandle>.fromOpaque(data).takeUnretainedValue()
  }
}
