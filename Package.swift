// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// `exclude`: files that the tests read by their path; as resources they would bring in Foundation.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// The extension in `Extensions/<name>` and its tests. Its manifest and its properties are part of its code. `wav_source` is the module `WavSource`.
func ext(_ name: String, _ dependencies: [Target.Dependency] = []) -> [Target] {
  let module = moduleName(name)
  return [
    .target(
      name: module, dependencies: ["TenRuntime"] + dependencies, path: "Extensions/\(name)", exclude: ["README.md", "Tests"], sources: ["Sources"],
      resources: [.embedInCode("manifest.json"), .embedInCode("property.json")], swiftSettings: settings),
    .testTarget(
      name: "\(module)Tests", dependencies: [.target(name: module), "TenRuntime", "TenTesting"] + dependencies, path: "Extensions/\(name)/Tests",
      swiftSettings: settings),
  ]
}

func moduleName(_ name: String) -> String { name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() }

/// Each extension, and the modules that it needs beside `TenRuntime`.
let extensionNeeds: KeyValuePairs<String, [Target.Dependency]> = [
  "agora_rtc": ["TenAudio", "TenChannel"],
  "agora_rtm": ["TenChannel"],
  "avatar": ["TenAudio", "TenChannel", "TenNet"],
  "chaos": [],
  "echo": [],
  "llm_openai": ["TenNet"],
  "llm_script": [],
  "main": [],
  "message_collector": [],
  "recorder": [],
  "relay": [],
  "streamid_adapter": [],
  "stt_pocketsphinx": ["TenAudio", "CPocketSphinx"],
  "tone": [],
  "tts_flite": ["TenAudio", "CFlite"],
  "tts_tones": ["TenAudio"],
  "wav_sink": ["TenAudio"],
  "wav_source": ["TenAudio"],
]
let extensions = extensionNeeds.map { Target.Dependency.target(name: moduleName($0.key)) }

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "tenhost",
  products: [
    .library(name: "TenExtensions", targets: extensionNeeds.map { moduleName($0.key) }),
    .library(name: "TenRuntime", targets: ["TenRuntime"]),
    .library(name: "TenTesting", targets: ["TenTesting"]),
    .library(name: "TenHost", targets: ["TenHost"]),
    .executable(name: "tenhost", targets: ["tenhost"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
  ],
  targets: [
    .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .systemLibrary(name: "CWebSockets", pkgConfig: "libwebsockets", providers: [.apt(["libwebsockets-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSpeexDSP", pkgConfig: "speexdsp", providers: [.apt(["libspeexdsp-dev"])]),
    .systemLibrary(name: "CFlite", providers: [.apt(["libflite1"])]),
    .systemLibrary(name: "CPocketSphinx", providers: [.apt(["libpocketsphinx3", "pocketsphinx-en-us"])]),
    library("TenCore"),
    library("TenGraph", ["TenCore", "CJansson"]),
    library("TenAudio", ["TenCore", "CSpeexDSP"]),
    library("TenLoop", ["TenCore", "CUV"]),
    library("TenRuntime", ["TenCore", "TenGraph", "TenLoop", log]),
    library("TenNet", ["TenCore", "TenLoop", "TenRuntime", "CWebSockets", log]),
    library("TenChannel", ["TenCore", "TenGraph", "TenLoop", "TenRuntime", "CCrypto", "CZlib", log]),
    library("TenTesting", ["TenCore", "TenGraph", "TenRuntime", "TenNet", "TenChannel", log]),
    library("TenHost", ["TenAudio", "TenChannel", "TenCore", "TenGraph", "TenLoop", "TenRuntime", log, arguments]),
    .executableTarget(name: "tenhost", dependencies: ["TenHost"] + extensions, swiftSettings: settings),
    .executableTarget(name: "TenHostFixture", dependencies: ["TenHost", "TenRuntime", log], path: "Tests/TenHostFixture", swiftSettings: settings),
    .target(name: "CAllocations", path: "Sources/CAllocations"),
    .executableTarget(
      name: "tenhost-bench", dependencies: ["CAllocations", "TenCore", "TenLoop", "TenRuntime", "TenTesting"], path: "Sources/tenhost-bench",
      swiftSettings: settings),
    tests("TenAudioTests", ["TenCore", "TenAudio"]),
    tests("TenChannelTests", ["TenCore", "TenChannel", "TenLoop", "TenRuntime", "TenTesting"]),
    tests("TenCoreTests", ["TenCore"]),
    tests("TenLoopTests", ["TenCore", "TenLoop"]),
    tests("TenGraphTests", ["TenCore", "TenGraph"], exclude: ["Golden"]),
    tests("TenNetTests", ["TenCore", "TenLoop", "TenNet", "TenRuntime", "TenTesting"], exclude: ["server.py"]),
    tests("TenRuntimeTests", ["TenCore", "TenRuntime", "TenTesting"]),
    tests(
      "TenTestingTests", ["TenCore", "TenGraph", "TenNet", "TenChannel", "TenRuntime", "TenTesting", "Echo", "Recorder", "Relay", "TtsTones", log]),
    tests("TenHostTests", ["TenAudio", "TenChannel", "TenCore", "TenGraph", "TenHost", "TenHostFixture", "TenLoop", "TenRuntime", log]),
    tests("GraphsTests", ["TenCore", "TenAudio", "TenChannel", "TenGraph", "TenNet", "TenRuntime", "TenTesting"] + extensions),
  ] + extensionNeeds.flatMap { ext($0.key, $0.value) }
)
