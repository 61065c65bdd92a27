// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "hello",
  dependencies: [.package(name: "tenhost", path: "../../..")],
  targets: [
    .target(
      name: "Hello",
      dependencies: [
        .product(name: "TenRuntime", package: "tenhost")
      ],
      resources: [.embedInCode("manifest.json"), .embedInCode("property.json")]),
    .target(
      name: "HelloLibrary",
      dependencies: [
        "Hello",
        .product(name: "TenRuntime", package: "tenhost"),
      ]),
    .executableTarget(
      name: "hello-host",
      dependencies: [
        "Hello",
        .product(name: "Recorder", package: "tenhost"),
        .product(name: "TenHost", package: "tenhost"),
      ]),
    .testTarget(
      name: "HelloTests",
      dependencies: [
        "Hello",
        .product(name: "TenRuntime", package: "tenhost"),
        .product(name: "TenTesting", package: "tenhost"),
      ]),
  ]
)
