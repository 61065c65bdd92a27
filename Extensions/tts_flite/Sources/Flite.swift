internal import CFlite
internal import Glibc
internal import TenAudio
internal import TenCore
internal import TenSpeech

/// The library Flite, loaded when the first node needs it. It works on one text at a time for the whole process.
enum Flite {
  static let sampleRate = 16_000

  private struct Library {
    let speak: flite_text_to_wave_function
    let delete: flite_delete_wave_function
    var voices: [String: UnsafeMutableRawPointer] = [:]
  }

  /// The lock is held while it speaks.
  private nonisolated(unsafe) static var library: Library?  // protected by `lock`
  private static let lock = Locked(())

  /// Loads the library and the voice. Blocks.
  static func load(voice: String) throws(AudioError) {
    try lock.withLock { (_) throws(AudioError) -> Void in try loadLocked(voice) }
  }

  /// The sound of `text`, 16-bit samples of one channel at `sampleRate`. Blocks, for some hundredths of the time that it plays.
  static func samples(_ text: String, voice: String) throws(AudioError) -> [Int16] {
    try lock.withLock { (_) throws(AudioError) -> [Int16] in try samplesLocked(text, voice) }
  }

  private static func loadLocked(_ voice: String) throws(AudioError) {
    if library == nil { library = try open() }
    guard library?.voices[voice] == nil else { return }
    let handle = try dlopened("libflite_cmu_us_\(voice).so.1")
    let register = function(try symbol("register_cmu_us_\(voice)", handle), as: flite_register_function.self)
    guard let pointer = register(nil) else { throw AudioError("load the voice '\(voice)'", "Flite did not make it") }
    library?.voices[voice] = pointer
  }

  private static func samplesLocked(_ text: String, _ voice: String) throws(AudioError) -> [Int16] {
    let attempt = "speak with the voice '\(voice)'"
    guard let library, let pointer = library.voices[voice] else { throw AudioError(attempt, "it is not loaded") }
    guard let wave = library.speak(SpeechText.ascii(text), pointer) else { throw AudioError(attempt, "Flite made no sound of the text") }
    defer { library.delete(wave) }
    guard wave.pointee.sample_rate == sampleRate, wave.pointee.num_channels == 1 else {
      throw AudioError(attempt, "it made \(wave.pointee.sample_rate) Hz and \(wave.pointee.num_channels) channels, not 16000 Hz and 1")
    }
    return Array(UnsafeBufferPointer(start: wave.pointee.samples, count: max(0, Int(wave.pointee.num_samples))))
  }

  private static func open() throws(AudioError) -> Library {
    let flite = try dlopened("libflite.so.1")
    // The voices find these two by their names.
    _ = try dlopened("libflite_usenglish.so.1")
    _ = try dlopened("libflite_cmulex.so.1")
    _ = function(try symbol("flite_init", flite), as: flite_init_function.self)()
    return Library(
      speak: function(try symbol("flite_text_to_wave", flite), as: flite_text_to_wave_function.self),
      delete: function(try symbol("delete_wave", flite), as: flite_delete_wave_function.self))
  }

  private static func dlopened(_ name: String) throws(AudioError) -> UnsafeMutableRawPointer {
    if let handle = dlopen(name, RTLD_NOW | RTLD_GLOBAL) { return handle }
    let reason = dlerror().map { String(cString: $0) } ?? "it cannot be opened"
    throw AudioError("load the library '\(name)'", reason, advice: "install the Debian package libflite1 (or flite1-dev)")
  }

  private static func symbol(_ name: String, _ handle: UnsafeMutableRawPointer) throws(AudioError) -> UnsafeMutableRawPointer {
    if let pointer = dlsym(handle, name) { return pointer }
    throw AudioError("use Flite", "it has no function '\(name)'", advice: "install Flite 2.2: the Debian package libflite1")
  }

  private static func function<F>(_ pointer: UnsafeMutableRawPointer, as type: F.Type) -> F {
    // The header of Flite says what each name is; shim.h repeats it.
    unsafeBitCast(pointer, to: type)
  }
}
