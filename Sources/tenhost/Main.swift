internal import Chaos
internal import Echo
internal import Recorder
internal import Relay
internal import TenHost
internal import Tone
internal import WavSink
internal import WavSource

@main
enum Entry {
  static func main() { TenHost.main(extensions: [Chaos.self, Echo.self, Recorder.self, Relay.self, Tone.self, WavSink.self, WavSource.self]) }
}
