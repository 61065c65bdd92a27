import LlmScript
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(LlmScript.manifest.name == "llm_script") }
