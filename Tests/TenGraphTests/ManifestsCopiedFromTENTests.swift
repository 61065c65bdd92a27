import TenCore
import TenGraph
import Testing

/// Manifests in the shape of TEN's own packages, in their folders, so that `interface` imports lead where they lead there.
@Suite struct ManifestsCopiedFromTENTests {
  private static let names = [
    "agora_rtc", "agora_rtm", "cartesia_tts", "deepgram_asr_python", "heygen_avatar_python", "main_python", "message_collector2",
    "openai_llm2_python", "streamid_adapter",
  ]

  private func manifest(_ name: String) throws -> Manifest {
    let path = "Tests/TenGraphTests/TEN/extension/\(name)/manifest.json"
    return Manifest(json: Array(try Repository.text(path).utf8), file: path) { Array(try Repository.text($0).utf8) }
  }

  @Test(arguments: names) func eachLoadsWithoutADiagnostic(_ name: String) throws {
    let manifest = try manifest(name)
    #expect(manifest.problems.isEmpty, "\(Diagnostics(manifest.problems))")
    #expect(manifest.name == name)
  }

  @Test func theInterfacesOfTENsBaseAreMerged() throws {
    let stt = try manifest("deepgram_asr_python")
    #expect(stt.message(.in, .audio, "pcm_frame") != nil && stt.message(.in, .data, "asr_finalize") != nil)
    #expect(stt.message(.out, .data, "asr_result")?.schema.required == ["id", "text", "final", "start_ms", "duration_ms", "language"])
    let tts = try manifest("cartesia_tts")
    #expect(tts.message(.in, .data, "tts_text_input")?.schema["text_input_end"]?.type == .bool)
    #expect(tts.message(.out, .audio, "pcm_frame") != nil && tts.message(.out, .data, "tts_audio_end") != nil)
    let llm = try manifest("openai_llm2_python")
    #expect(llm.message(.in, .command, "chat_completion")?.result?["response_id"]?.type == .string)
    #expect(llm.message(.in, .command, "abort") != nil)
  }

  @Test func whatAnInterfaceLeavesOpenTheManifestFillsIn() throws {
    let stt = try manifest("deepgram_asr_python")
    #expect(stt.properties["params"]?.object?["model"]?.type == .string)
    #expect(stt.properties["dump"]?.type == .bool)
  }

  @Test func aPropertyMayBeCalledLikeAKeyOfASchema() throws {
    let event = try #require(try manifest("agora_rtm").message(.out, .data, "rtm_presence_event"))
    #expect(event.schema["type"]?.type == .int32)
    #expect(event.schema["snapshot"]?.type == .string)
  }

  @Test func withoutItsFolderAManifestLoadsWithoutTheInterface() throws {
    let text = try Repository.text("Tests/TenGraphTests/TEN/extension/cartesia_tts/manifest.json")
    let manifest = Manifest(json: text, file: "manifest.json")
    #expect(manifest.problems.map(\.code) == ["G064"])
    #expect(manifest.problems.allSatisfy { $0.severity == .warning })
    #expect(manifest.properties["ssml"]?.type == .object)
  }
}
