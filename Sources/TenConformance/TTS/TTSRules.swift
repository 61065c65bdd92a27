/// What a node that speaks must do, by TEN's contract for TTS nodes.
enum TTSRules {
  static let all: [ConformanceRule] = requests + ending + sound
}
