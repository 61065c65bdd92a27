import Foundation
import Testing

@testable import TenServer

@Suite struct HostInquiryTests {
  private func answer(_ words: String) throws -> HostInquiry.Answer {
    let folder = ScratchFolder()
    defer { withExtendedLifetime(folder) {} }
    let path = "\(folder.path)/host"
    try "#!/bin/sh\ncase $1 in --version) echo 9.9.9;; extensions) echo '{\"name\": \"echo\"}';; \(words) esac\n"
      .write(toFile: "\(path).text", atomically: false, encoding: .utf8)
    // Written by another process: a child that a test beside this one makes meanwhile would hold the file open, and no open file can be executed.
    try #require(system("cp '\(path).text' '\(path)' && chmod 700 '\(path)'") == 0)
    return try HostInquiry(executable: path, arguments: []).ask()
  }

  @Test func anExecutableOfTheSameProtocolMayBeOfAnotherVersion() throws {
    let answer = try answer("protocol) echo 1;;")
    #expect(answer.version == "9.9.9")
    #expect(answer.extensions == ["echo"])
  }

  @Test(arguments: [
    ("protocol) echo 2;;", "speaks protocol 2, and this server speaks 1"), ("protocol) ;;", "does not say which protocol"),
    ("protocol) exit 64;;", "does not answer `protocol`"),
  ])
  func anExecutableOfAnotherProtocolIsRefusedWithWhatToDo(words: String, reason: String) throws {
    let failure = #expect(throws: HostInquiry.Failure.self) { try answer(words) }
    #expect(failure?.description.contains(reason) == true)
    #expect(failure?.description.contains("--host PATH") == true)
  }
}
