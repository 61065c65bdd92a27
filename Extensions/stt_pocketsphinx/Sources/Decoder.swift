internal import Glibc
internal import TenAudio
internal import TenCore

/// One decoder of PocketSphinx, and its end-pointing. Its calls block and are made one at a time, on any thread.
final class Decoder: @unchecked Sendable {
  // @unchecked: protected by its node, which has one call in flight at most.

  /// What was heard in a piece of audio.
  enum Heard: Sendable {
    case partial(String, start: Int, end: Int)
    case final(String, words: [Word], start: Int, end: Int)
  }

  /// Times in milliseconds since the first audio of the session.
  struct Word: Sendable, Hashable {
    let text: String
    let start: Int
    let duration: Int
  }

  static let rate = 16_000
  /// Samples that are decoded before speech is looked for again.
  private static let step = 320
  /// What PocketSphinx takes for speech before it says so, and what it keeps from before that: 10 and 20 frames of 10 ms.
  private static let onset = 300

  private let library: PocketSphinx
  private let decoder: UnsafeMutableRawPointer
  private let config: UnsafeMutableRawPointer
  private let longest: Int
  private var isOpen = false
  private var isSpeech = false
  private var start = 0
  /// The end of the audio heard.
  private var position = 0

  /// Loads the library, the model and the grammar.
  init(_ settings: SttSettings) throws(AudioError) {
    let attempt = "make a decoder of PocketSphinx"
    library = try PocketSphinx.load()
    longest = settings.longest
    let dictionary = "\(settings.model)/cmudict-en-us.dict"
    for path in ["\(settings.model)/en-us", dictionary] where access(path, R_OK) != 0 {
      throw AudioError(attempt, "the model '\(path)' cannot be read", advice: PocketSphinx.advice + ", or set the property 'model'")
    }
    var arguments = ["tenhost", "-hmm", "\(settings.model)/en-us", "-dict", dictionary, "-logfn", "/dev/null"]
    arguments += ["-vad_postspeech", "\(settings.silence / 10)"]
    if settings.grammar == .none { arguments += ["-lm", "\(settings.model)/en-us.lm.bin"] }
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    defer { for pointer in pointers { Glibc.free(pointer) } }
    guard let config = library.parse(nil, library.definitions(), Int32(pointers.count), &pointers, 1) else {
      throw AudioError(attempt, "it refuses its options")
    }
    guard let decoder = library.make(config) else {
      _ = library.freeConfig(config)
      throw AudioError(attempt, "the model in '\(settings.model)' cannot be used", advice: PocketSphinx.advice)
    }
    self.config = config
    self.decoder = decoder
    try select(settings.grammar)
  }

  deinit {
    if isOpen { _ = library.endUtterance(decoder) }
    _ = library.free(decoder)
    _ = library.freeConfig(config)
  }

  private func select(_ grammar: SttSettings.Grammar) throws(AudioError) {
    let name = "grammar"
    let result: Int32
    switch grammar {
    case .none: return
    case .text(let text): result = library.setGrammarText(decoder, name, text)
    case .file(let path): result = access(path, R_OK) == 0 ? library.setGrammarFile(decoder, name, path) : -1
    case .keyphrases(let path): result = access(path, R_OK) == 0 ? library.setKeyphrases(decoder, name, path) : -1
    }
    guard result == 0, library.select(decoder, name) == 0 else {
      throw AudioError(
        "use the property 'grammar'", "PocketSphinx does not take it",
        advice: "give a JSGF grammar, or the path of one or of a .kws list, whose words the dictionary knows in lower case")
    }
  }

  /// - Parameter first: the place of the first sample, in samples since the first audio of the session.
  func process(_ samples: [Int16], at first: Int) -> [Heard] {
    var heard: [Heard] = []
    open()
    var offset = 0
    while offset < samples.count {
      let count = min(Self.step, samples.count - offset)
      samples.withUnsafeBufferPointer { _ = library.process(decoder, $0.baseAddress! + offset, count, 0, 0) }
      offset += count
      position = (first + offset) / (Self.rate / 1_000)
      let wasSpeech = isSpeech
      isSpeech = library.isInSpeech(decoder) != 0
      if isSpeech && !wasSpeech { start = max(0, position - Self.onset) }
      if wasSpeech && !isSpeech || isSpeech && position - start >= longest {
        heard.append(finish())
        open()
      }
    }
    if isSpeech, let text = text { heard.append(.partial(text, start: start, end: position)) }
    return heard
  }

  /// Ends what is being said, if something is.
  func finalize() -> Heard? { isSpeech ? finish() : nil }

  private func open() {
    guard !isOpen else { return }
    isOpen = library.startUtterance(decoder) == 0
    isSpeech = false
  }

  private func finish() -> Heard {
    _ = library.endUtterance(decoder)
    isOpen = false
    isSpeech = false
    let words = words
    let end = words.last.map { $0.start + $0.duration } ?? position
    return .final(text ?? "", words: words, start: words.first?.start ?? start, end: min(end, position))
  }

  private var text: String? { library.hypothesis(decoder, nil).map { String(cString: $0) } }

  private var words: [Word] {
    var words: [Word] = []
    var segment = library.segments(decoder)
    // PocketSphinx counts frames over all utterances.
    var base: Int32?
    while let current = segment {
      var (first, last): (Int32, Int32) = (0, 0)
      library.frames(current, &first, &last)
      base = base ?? first
      // A second pronunciation is written 'on(2)', silence and noise '<sil>' and '[NOISE]'.
      let text = library.word(current).map { String(cString: $0) } ?? ""
      let word = text.prefix { $0 != "(" }
      if let initial = word.first, initial != "<", initial != "[", initial != "+" {
        words.append(Word(text: String(word), start: start + Int(first - (base ?? first)) * 10, duration: Int(last - first + 1) * 10))
      }
      segment = library.nextSegment(current)
    }
    return words
  }
}
