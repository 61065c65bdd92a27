import Glibc
import Testing

@testable import TenHost

@Suite struct NewExtensionNamesTests {
  @Test(arguments: [("hello", "Hello"), ("my_tts", "MyTts"), ("a2_b3", "A2B3"), ("Big", "Big")])
  func aModuleIsNamedAfterIt(name: String, module: String) throws {
    #expect(try ExtensionName(name, taken: []).module == module)
  }

  @Test(arguments: [
    ("", "use letters"), ("my-tts", "'my_tts' would do"), ("2fast", "'fast' would do"), ("_x", "use letters"), ("x_", "two names"),
    ("a__b", "two names"), ("../x", "'x' would do"), ("grüße", "use letters"), ("func", "a word of Swift"), ("self", "a word of Swift"),
    ("ten_core", "tenhost or Swift has already"), ("testing", "tenhost or Swift has already"), ("echo", "has an extension of that name"),
    ("foundation", "tenhost or Swift has already"), ("command", "would hide"), ("string", "would hide"),
    (String(repeating: "x", count: 65), "at most 64"),
  ])
  func aNameThatWouldNotWorkIsRefusedWithTheReason(name: String, reason: String) {
    let error = #expect(throws: UsageError.self) { try ExtensionName(name, taken: ["echo"]) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  /// What tenhost itself builds cannot be built twice.
  @Test func everyModuleOfTenhostIsReserved() throws {
    let file = try #require(fopen(String("\(#filePath)".dropLast("Tests/TenHostTests/NewExtensionNamesTests.swift".count)) + "Package.swift", "r"))
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&buffer, 1, buffer.count, file)
    let text = String(decoding: buffer[..<count], as: UTF8.self)
    let libraries = text.matches(of: /(?:library\(|systemLibrary\(name: |executableTarget\(name: )"([A-Za-z]+)"/).map { String($0.1) }
    let extensions = text.matches(of: /\n  "([a-z_]+)": \[/).map { NameText.module(String($0.1)) }
    #expect(libraries.count > 10)
    #expect(extensions.count > 10)
    for module in libraries + extensions where module != "tenhost" && !module.hasSuffix("Fixture") {
      #expect(ReservedNames.modules.contains(module), "\(module) is a module of tenhost and not in ReservedNames.modules")
    }
  }

  @Test func withoutACheckoutTheOptionIsAskedFor() {
    let run = CommandLineRun("new", "extension", "hello", "--in", "/tmp")
    #expect(run.status == .usage)
    #expect(run.errors.contains("give --tenhost"))
  }

  @Test(arguments: [("/nowhere/at/all", "no such folder"), ("/tmp", "no Package.swift of tenhost")])
  func aFolderWithoutTenhostIsRefused(path: String, reason: String) {
    let run = CommandLineRun("new", "extension", "hello", "--in", "/tmp", "--tenhost", path)
    #expect(run.status == .usage)
    #expect(run.errors.contains(reason))
  }

  @Test func theCheckoutIsFoundAboveTheProgram() throws {
    let folder = try ScratchTree()
    for name in ["tenhost", "tenhost/.build", "tenhost/.build/debug", "else"] { folder.make(name) }
    try folder.write("tenhost/Package.swift", "  name: \"tenhost\",\n")
    try folder.write("tenhost/.build/debug/tenhost", "")
    try folder.write("else/Package.swift", "  name: \"else\",\n")
    #expect(Checkout.above("\(folder.path)/tenhost/.build/debug/tenhost") == .folder("\(folder.path)/tenhost"))
    #expect(Checkout.above("\(folder.path)/else/program") == nil)
  }

  @Test func aPathInSwiftIsQuoted() {
    #expect(Checkout.folder("/a \"b\"\\c").dependency(from: "/x/y") == #".package(name: "tenhost", path: "/a \"b\"\\c")"#)
  }

  @Test(arguments: [
    ("/srv/a/hello", "/srv/a/tenhost", "../tenhost"), ("/w/t/docs/tutorial/hello", "/w/t", "../../.."),
    ("/tmp/x/hello", "/srv/a/tenhost", "/srv/a/tenhost"),
    ("/tmp/hello", "/tmp/tenhost", "../tenhost"), ("/tmp/a/b/hello", "/tmp/tenhost", "/tmp/tenhost"),
    ("/t/docs/tutorial/hello", "/t", "../../.."),
  ])
  func neighboursAreNamedRelatively(folder: String, target: String, expected: String) {
    #expect(Folder.path(from: folder, to: target) == expected)
  }
}
