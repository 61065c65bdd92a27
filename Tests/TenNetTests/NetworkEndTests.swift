import Glibc
import TenCore
import TenNet
import Testing

@Suite struct NetworkEndTests {
  /// libwebsockets closed its event pipe's descriptor when a context ended, and once more a turn of the loop later: by then it is another thread's.
  @Test func theEndClosesNoDescriptorThatOthersHaveOpenedMeanwhile() throws {
    var ends: [CInt] = [0, 0]
    let isMade = pipe(&ends)
    try #require(isMade == 0)
    let (reading, writing) = (ends[0], ends[1])
    let own = try #require(inode(reading))
    let opened = try withNetwork { network, loop in
      _ = try await network.send(HTTPRequest("GET", TestServer.shared.http("/hello"))).body.collect()
      let slot = loop.attachment(NetworkSlot.self) { NetworkSlot(network) }
      slot.loopWillClose()
      // The lowest that are free, so those that the network has just given back.
      return (0..<64).map { _ in fcntl(reading, F_DUPFD_CLOEXEC, 0) }
    }
    defer { for descriptor in opened + [reading, writing] { close(descriptor) } }
    let lost = opened.filter { inode($0) != own }
    #expect(lost.isEmpty, "closed by somebody else")
  }

  private func inode(_ descriptor: CInt) -> ino_t? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? status.st_ino : nil
  }
}
