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
  "meter": [],
  "prompter": [],
  "recorder": [],
  "relay": [],
  "streamid_adapter": [],
  "stt_pocketsphinx": ["TenAudio", "CPocketSphinx"],
  "tone": [],
  "tts_flite": ["TenAudio", "TenSpeech", "CFlite"],
  "tts_tones": ["TenAudio", "TenSpeech"],
  "wav_sink": ["TenAudio"],
  "wav_source": ["TenAudio"],
]
let extensions = extensionNeeds.map { Target.Dependency.target(name: moduleName($0.key)) }

/// A host exports what the libraries that it loads share with it.
let exports = [LinkerSetting.unsafeFlags(["-ld-path=\(Context.packageDirectory)/tools/extension/link-host"], .when(platforms: [.linux]))]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

let package = Package(
  name: "tenhost",
  products: [
    .library(name: "TenExtensions", targets: ["TenExtensions"] + extensionNeeds.map { moduleName($0.key) }),
    .library(name: "TenAudio", targets: ["TenAudio"]),
    .library(name: "TenChannel", targets: ["TenChannel"]),
    .library(name: "TenNet", targets: ["TenNet"]),
    .library(name: "TenSpeech", targets: ["TenSpeech"]),
    .library(name: "TenRuntime", targets: ["TenRuntime", "TenInterface"]),
    .library(name: "TenTesting", targets: ["TenTesting", "TenConformance"]),
    .library(name: "TenHost", targets: ["TenHost"]),
    .executable(name: "tenhost", targets: ["tenhost"]),
    .executable(name: "tenhost-server", targets: ["tenhost-server"]),
  ] + extensionNeeds.map { .library(name: moduleName($0.key), targets: [moduleName($0.key)]) },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
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
    library("TenSpeech", ["TenAudio", "TenCore", "TenRuntime"]),
    library("TenNet", ["TenCore", "TenLoop", "TenRuntime", "CWebSockets", log]),
    library("TenChannel", ["TenCore", "TenGraph", "TenLoop", "TenRuntime", "CCrypto", "CZlib", log]),
    library("TenTesting", ["TenCore", "TenRuntime", "TenGraph", "TenNet", "TenChannel", log]),
    library("TenConformance", ["TenChannel", "TenCore", "TenGraph", "TenNet", "TenRuntime", "TenTesting", log]),
    library("TenScenario", ["TenAudio", "TenChannel", "TenCore", "TenGraph", "TenNet", "TenRuntime", "TenTesting", log]),
    .target(
      name: "TenHost",
      dependencies: [
        "TenAudio", "TenChannel", "TenControl", "TenCore", "TenGraph", "TenInterface", "TenLoop", "TenNet", "TenRuntime", "TenScenario", log,
        arguments,
      ],
      resources: [.embedInCode("New/Templates")], swiftSettings: settings),
    .target(name: "TenInterface", swiftSettings: settings, plugins: ["InterfaceStamp"]),
    .plugin(name: "InterfaceStamp", capability: .buildTool(), dependencies: ["interface-stamp"], path: "Sources/InterfaceStamp"),
    .executableTarget(name: "interface-stamp", swiftSettings: settings),
    library("TenExtensions", ["TenRuntime"] + extensions),
    library("TenControl", ["TenCore", "TenGraph"]),
    library("TenSupervisor", ["TenControl", "TenCore", "TenGraph", "TenLoop", "TenRuntime", log]),
    library("TenServer", ["TenChannel", "TenControl", "TenCore", "TenGraph", "TenLoop", "TenRuntime", "TenSupervisor", database, hummingbird, log]),
    .executableTarget(name: "tenhost", dependencies: ["TenExtensions", "TenHost"], swiftSettings: settings, linkerSettings: exports),
    .executableTarget(
      name: "tenhost-server", dependencies: ["TenServer", "TenSupervisor", arguments, log], swiftSettings: settings),
    .executableTarget(
      name: "TenHostFixture", dependencies: ["TenHost", "TenRuntime", log], path: "Tests/TenHostFixture", swiftSettings: settings,
      linkerSettings: exports),
    .executableTarget(
      name: "StoreFixture", dependencies: ["TenCore", "TenServer", "TenSupervisor"], path: "Tests/StoreFixture", swiftSettings: settings),
    .target(name: "LibraryFixture", dependencies: ["TenRuntime"], path: "Tests/LibraryFixture", swiftSettings: settings),
    .target(name: "CAllocations", path: "Sources/CAllocations"),
    .executableTarget(
      name: "tenhost-bench",
      dependencies: ["CAllocations", "TenControl", "TenCore", "TenLoop", "TenRuntime", "TenSupervisor", "TenTesting", log],
      path: "Sources/tenhost-bench", swiftSettings: settings),
    tests("TenAudioTests", ["TenCore", "TenAudio"]),
    tests("TenChannelTests", ["TenCore", "TenChannel", "TenLoop", "TenRuntime", "TenTesting"]),
    tests("TenControlTests", ["TenControl", "TenCore", "TenGraph"]),
    tests("TenCoreTests", ["TenCore"]),
    tests("TenSupervisorTests", ["TenControl", "TenCore", "TenGraph", "TenLoop", "TenRuntime", "TenSupervisor", "TenTesting", log]),
    tests(
      "TenServerTests",
      [
        "TenChannel", "TenControl", "TenCore", "TenGraph", "TenLoop", "TenNet", "TenRuntime", "TenServer", "TenSupervisor", "TenTesting",
        "StoreFixture",
        database, hummingbird, log,
      ]),
    tests("TenLoopTests", ["TenCore", "TenLoop"]),
    tests("TenGraphTests", ["TenCore", "TenGraph"], exclude: ["Golden", "TEN"]),
    tests("TenNetTests", ["TenCore", "TenLoop", "TenNet", "TenRuntime", "TenTesting"], exclude: ["server.py"]),
    tests("TenSpeechTests", ["TenAudio", "TenCore", "TenSpeech"]),
    tests("TenRuntimeTests", ["TenCore", "TenRuntime", "TenTesting"]),
    tests(
      "TenTestingTests", ["TenCore", "TenGraph", "TenNet", "TenChannel", "TenRuntime", "TenTesting", "Echo", "Recorder", "Relay", "TtsTones", log]),
    tests(
      "TenScenarioTests", ["TenAudio", "TenChannel", "TenCore", "TenGraph", "TenNet", "TenRuntime", "TenScenario", "TenTesting"] + extensions,
      exclude: ["Golden"]),
    tests(
      "TenHostTests",
      [
        "TenAudio", "TenChannel", "TenControl", "TenCore", "TenGraph", "TenHost", "TenHostFixture", "LibraryFixture", "TenLoop", "TenNet",
        "TenRuntime", log, arguments,
      ],
      exclude: ["Golden"]),
    tests(
      "ConformanceTests",
      ["TenCore", "TenAudio", "TenChannel", "TenConformance", "TenGraph", "TenExtensions", "TenNet", "TenRuntime", "TenTesting"] + extensions),
    tests(
      "GraphsTests",
      ["TenCore", "TenAudio", "TenChannel", "TenGraph", "TenExtensions", "TenNet", "TenRuntime", "TenScenario", "TenTesting"] + extensions),
  ] + extensionNeeds.flatMap { ext($0.key, $0.value) }
)
