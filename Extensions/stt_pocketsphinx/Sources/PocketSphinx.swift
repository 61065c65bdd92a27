internal import CPocketSphinx
internal import Glibc
internal import TenAudio
internal import TenCore

/// The functions of the library PocketSphinx, loaded when the first node needs them.
struct PocketSphinx: Sendable {
  let definitions: ps_args_function
  let parse: ps_parse_function
  let freeConfig: ps_free_config_function
  let make: ps_init_function
  let free: ps_decoder_function
  let startUtterance: ps_decoder_function
  let endUtterance: ps_decoder_function
  let process: ps_process_function
  let isInSpeech: ps_in_speech_function
  let hypothesis: ps_hypothesis_function
  let segments: ps_segments_function
  let nextSegment: ps_next_segment_function
  let word: ps_word_function
  let frames: ps_frames_function
  let setGrammarText: ps_set_text_function
  let setGrammarFile: ps_set_text_function
  let setKeyphrases: ps_set_text_function
  let select: ps_select_function

  static let advice = "install the Debian packages libpocketsphinx3 and pocketsphinx-en-us"

  /// Blocks.
  static func load() throws(AudioError) -> PocketSphinx {
    // A library that is loaded already is found again, so nothing is kept here.
    let base = try open("libsphinxbase.so.3")
    let sphinx = try open("libpocketsphinx.so.3")
    return PocketSphinx(
      definitions: try function("ps_args", sphinx), parse: try function("cmd_ln_parse_r", base), freeConfig: try function("cmd_ln_free_r", base),
      make: try function("ps_init", sphinx), free: try function("ps_free", sphinx), startUtterance: try function("ps_start_utt", sphinx),
      endUtterance: try function("ps_end_utt", sphinx), process: try function("ps_process_raw", sphinx),
      isInSpeech: try function("ps_get_in_speech", sphinx), hypothesis: try function("ps_get_hyp", sphinx),
      segments: try function("ps_seg_iter", sphinx), nextSegment: try function("ps_seg_next", sphinx), word: try function("ps_seg_word", sphinx),
      frames: try function("ps_seg_frames", sphinx), setGrammarText: try function("ps_set_jsgf_string", sphinx),
      setGrammarFile: try function("ps_set_jsgf_file", sphinx), setKeyphrases: try function("ps_set_kws", sphinx),
      select: try function("ps_set_search", sphinx))
  }

  private static func open(_ name: String) throws(AudioError) -> UnsafeMutableRawPointer {
    if let handle = dlopen(name, RTLD_NOW | RTLD_GLOBAL) { return handle }
    let reason = dlerror().map { String(cString: $0) } ?? "it cannot be opened"
    throw AudioError("load the library '\(name)'", reason, advice: advice)
  }

  private static func function<F>(_ name: String, _ handle: UnsafeMutableRawPointer) throws(AudioError) -> F {
    guard let pointer = dlsym(handle, name) else { throw AudioError("use PocketSphinx", "it has no function '\(name)'", advice: advice) }
    // The header of PocketSphinx says what each name is; shim.h repeats it.
    return unsafeBitCast(pointer, to: F.self)
  }
}
