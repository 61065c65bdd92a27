internal import CUV
internal import Glibc

extension UVLoop {
  /// Looks a host name up on libuv's threads, up to eight addresses. `done` runs on the loop unless the call throws; not at all when the loop closes first.
  package func lookUp(_ name: String, _ done: @escaping (Result<[String], UVError>) -> Void) throws(UVError) {
    requireThread()
    let request = LookUp(self, done)
    let data = Unmanaged.passRetained(request).toOpaque()
    request.memory.pointee.data = data
    var hints = addrinfo()
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    let callback: uv_getaddrinfo_cb = { request, code, list in
      Unmanaged<LookUp>.fromOpaque(request!.pointee.data).takeRetainedValue().end(code, list)
    }
    let code = uv_getaddrinfo(memory.loop, request.memory, callback, name, nil, &hints)
    guard code == 0 else {
      Unmanaged<LookUp>.fromOpaque(data).release()
      throw UVError(rawValue: code, attempted: "looking up a host name")
    }
    lookUps += 1
  }
}

/// A look-up of a name; libuv holds it until it has ended.
private final class LookUp {
  let memory = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)
  private let loop: UVLoop
  private let done: (Result<[String], UVError>) -> Void

  init(_ loop: UVLoop, _ done: @escaping (Result<[String], UVError>) -> Void) {
    self.loop = loop
    self.done = done
    memory.initialize(to: uv_getaddrinfo_t())
  }

  deinit { memory.deallocate() }

  func end(_ code: CInt, _ list: UnsafeMutablePointer<addrinfo>?) {
    loop.beginCallback()
    loop.lookUps -= 1
    defer { uv_freeaddrinfo(list) }
    guard code == 0 else { return done(.failure(UVError(rawValue: code, attempted: "looking up a host name"))) }
    var addresses: [String] = []
    var next = list
    while let entry = next, addresses.count < 8 {
      var text = [CChar](repeating: 0, count: 64)
      if getnameinfo(entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, 64, nil, 0, NI_NUMERICHOST) == 0 {
        addresses.append(text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
      }
      next = entry.pointee.ai_next
    }
    done(.success(addresses))
  }
}
