import TenCore
import TenNet
import TenConformance
import TenTesting

/// A vendor that gives five pieces of sound for each request, and notes what is let go before.
final class VoiceVendor: HTTPBodySource {
  private let log: VendorLog
  private let id: String
  private let left = Locked(5)

  init(_ log: VendorLog) {
    self.log = log
    id = "\(log.begun.count + 1)"
    log.began(id)
  }

  deinit { if left.withLock({ $0 >= 0 }) { log.cancelled(id) } }

  func next() async throws(NetError) -> Payload? {
    let left = left.withLock { left in
      left -= 1
      return left
    }
    if left < 0 { log.finished(id) }
    return left < 0 ? nil : FaultyTTS.piece
  }

  static func network(_ log: VendorLog) -> PuppetNetwork {
    PuppetNetwork { _ in HTTPResponse(status: 200, body: HTTPBody(VoiceVendor(log))) }
  }
}
