// swift-tools-version: 6.2
import PackageDescription

// The Swift code that the pages show, compiled and run: tools/checks/snippets compares the two word for word.
let runtime = Target.Dependency.product(name: "TenRuntime", package: "tenhost")

let net = Target.Dependency.product(name: "TenNet", package: "tenhost")

let package = Package(
  name: "snippets",
  dependencies: [.package(name: "tenhost", path: "../..")],
  targets: [
    .target(name: "Guides", dependencies: [runtime], resources: [.embedInCode("manifest.json")]),
    .target(name: "Porting", dependencies: [runtime, net], resources: [.embedInCode("manifest.json")]),
    .target(name: "Hello", dependencies: [runtime]),
    .target(name: "HelloLibrary", dependencies: ["Hello", runtime]),
    .executableTarget(name: "OwnHost", dependencies: [runtime, .product(name: "TenHost", package: "tenhost")]),
    .testTarget(name: "ByXCTest", dependencies: ["Guides", runtime, .product(name: "TenTesting", package: "tenhost")]),
    .testTarget(
      name: "SnippetsTests",
      dependencies: [
        "Guides", "Porting", runtime, .product(name: "TenTesting", package: "tenhost"), net,
        .product(name: "TenChannel", package: "tenhost"), .product(name: "TtsTones", package: "tenhost"),
      ]),
  ]
)
