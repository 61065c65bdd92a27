import Avatar
import TenRuntime
import Testing

@Test func theManifestIsReadWithoutAProblem() {
  #expect(Avatar.manifest.name == "avatar")
  #expect(Avatar.manifest.aliases.map(\.name) == ["heygen_avatar_python", "heygen_avatar"])
}
