import Testing

@testable import TenServer

@Suite struct RuntimeClaimTests {
  @Test func oneServerHasARuntimeFolderUntilItLetsGo() throws {
    let folder = ScratchFolder()
    let first = try RuntimeClaim(folder.path)
    let refusal = #expect(throws: ServerRun.Refusal.self) { try RuntimeClaim(folder.path) }
    #expect(refusal?.words.contains(folder.path) == true && refusal?.words.contains("--runtime DIR") == true)
    first.letGo()
    _ = try RuntimeClaim(folder.path)
  }
}
