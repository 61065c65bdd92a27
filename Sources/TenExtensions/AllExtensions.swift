internal import AgoraRtc
internal import AgoraRtm
internal import Avatar
internal import Chaos
internal import Echo
internal import LlmOpenai
internal import LlmScript
internal import Main
internal import MessageCollector
internal import Meter
internal import Prompter
internal import Recorder
internal import Relay
internal import StreamidAdapter
internal import SttPocketsphinx
public import TenRuntime
internal import Tone
internal import TtsFlite
internal import TtsTones
internal import WavSink
internal import WavSource

/// Every extension of the folder `Extensions`, in the order of their names.
public let allExtensions: [any Extension.Type] = [
  AgoraRtc.self,
  AgoraRtm.self,
  Avatar.self,
  Chaos.self,
  Echo.self,
  LlmOpenai.self,
  LlmScript.self,
  MainExtension.self,
  MessageCollector.self,
  Meter.self,
  Prompter.self,
  Recorder.self,
  Relay.self,
  StreamidAdapter.self,
  SttPocketsphinx.self,
  Tone.self,
  TtsFlite.self,
  TtsTones.self,
  WavSink.self,
  WavSource.self,
]
