import LlmOpenai
import TenRuntime
import Testing

@Test func theManifestIsRead() { #expect(LlmOpenai.manifest.name == "llm_openai") }
