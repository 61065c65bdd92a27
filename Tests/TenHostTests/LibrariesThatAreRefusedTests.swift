import Glibc
import TenCore
import TenGraph
import TenInterface
import Testing

@testable import TenHost

@Suite struct LibrariesThatAreRefusedTests {
  private let rebuild = "build it again with tools/extension/build-extension"

  /// What one file in a folder, beside a good library, is refused with; the good one is loaded whatever the other is.
  private func refusal(of bytes: [UInt8], mode: mode_t = 0o644, fixture: String? = nil) throws -> String {
    let folder = try LibraryScratch()
    try folder.add("other.so", bytes, mode: mode)
    if fixture == nil { try folder.add("courier.so", try BuiltLibrary.shared.get().bytes) }
    let host = try SpawnedHost(["extensions", "--json", "--extensions", folder.path], environment: fixture.map { ["LIBRARY_FIXTURE": $0] } ?? [:])
    let objects = try host.lines().map { try JSON.parse($0).object ?? Properties() }
    #expect(host.wait() == HostExit.ok.rawValue)
    if fixture == nil { #expect(objects.contains { $0["name"] == "courier" }) }
    let refused = objects.filter { $0["type"] == "refused_library" }
    try #require(refused.count == 1)
    #expect(refused[0]["library"] == .string("\(folder.path)/other.so"))
    let text = ["code", "reason", "advice"].compactMap { refused[0][$0]?.string }.joined(separator: "\n")
    var output = text
    while let found = output.firstRange(of: folder.path) { output.replaceSubrange(found, with: "FOLDER") }
    return output
  }

  private var good: BuiltLibrary { get throws { try BuiltLibrary.shared.get() } }

  @Test func aTextFile() throws {
    #expect(
      try refusal(of: Array("hello, I am no library\n".utf8))
        == "L003\nit is no shared library: it begins with 'hell'\nremove it from the folder, or \(rebuild)")
  }

  @Test func anEmptyFile() throws {
    #expect(try refusal(of: []) == "L003\nit is no shared library: it begins with nothing\nremove it from the folder, or \(rebuild)")
  }

  @Test func aFileThatWasNotCopiedToItsEnd() throws {
    let bytes = try good.bytes
    #expect(
      try refusal(of: Array(bytes.dropLast(1)))
        == "L004\nits end is missing: it has \(bytes.count - 1) bytes of at least \(bytes.count)\ncopy it again, or \(rebuild)")
    let start = try refusal(of: Array(bytes[..<2_000]))
    #expect(start.hasPrefix("L004\nits end is missing: it has 2000 bytes of at least "))
  }

  @Test func aLibraryForAnotherMachine() throws {
    var bytes = try good.bytes
    let (other, own) = SharedObject.machine == 62 ? (UInt8(183), ("aarch64", "x86_64")) : (62, ("x86_64", "aarch64"))
    bytes[18] = other
    #expect(
      try refusal(of: bytes)
        == "L005\nit is for \(own.0), and this host runs on \(own.1)\nbuild it on this machine with tools/extension/build-extension")
  }

  @Test func anObjectFile() throws {
    var bytes = try good.bytes
    bytes[16] = 1
    #expect(try refusal(of: bytes) == "L006\nit is an object file, no shared library\nremove it from the folder, or \(rebuild)")
  }

  @Test func aLibraryWithoutAStamp() throws {
    #expect(
      try refusal(of: try good.replacing("tenhost\0stamp", with: "tenhosT\0stamp"))
        == "L008\nit has no stamp of a library with extensions\n\(rebuild), which leaves the host's modules to the host and adds the stamp")
  }

  @Test func aStampOfALaterForm() throws {
    #expect(
      try refusal(of: try good.replacing("stamp=1\n", with: "stamp=7\n"))
        == "L009\nits stamp cannot be read: it has the version 7, and this host reads 1\n\(rebuild), which leaves the host's modules to the host and adds the stamp"
    )
  }

  @Test func aLibraryOfAnotherCompiler() throws {
    let own = InterfaceStamp.current.compiler
    let other = String(own.map { $0.isNumber ? "7" : $0 })
    #expect(
      try refusal(of: try good.replacing("compiler=\(own)", with: "compiler=\(other)"))
        == "L010\nit was built by another compiler: \(other); this host by \(own)\n\(rebuild) and the host's compiler")
  }

  @Test func aLibraryForAnotherVersionOfTheSharedModules() throws {
    let own = InterfaceStamp.current.fingerprint
    let other = "tenhost-interface-" + String(repeating: "0", count: 32)
    #expect(
      try refusal(of: try good.replacing("interface=\(own)", with: "interface=\(other)"))
        == "L011\nit was built for another version of tenhost: its interface is 000000000000, this host's \(own.dropFirst(18).prefix(12))\n\(rebuild) against the tenhost of this host, with the same swift-log"
    )
  }

  @Test func aLibraryBuiltInReleaseForAHostInDebug() throws {
    let own = InterfaceStamp.current
    let text = "stamp=1\ncompiler=\(own.compiler)\ninterface=\(own.fingerprint)\nconfiguration=release\n"
    let stamp = try #require(try LibraryStamp([SharedObject.Note(owner: "tenhost", type: 1, content: Array(text.utf8))]))
    #expect(throws: LibraryRefusal.releaseForDebug) { try LibraryCheck(isDebug: true).check(stamp) }
    #expect(throws: Never.self) { try LibraryCheck(isDebug: false).check(stamp) }
    let refusal = LibraryRefusal.releaseForDebug
    #expect(
      "\(refusal.code) \(refusal.reason); \(refusal.advice)"
        == "L012 it was built in release and this host in debug: optimised code uses what is not there before optimisation; build it with tools/extension/build-extension --debug, which fits every host, or take a release host"
    )
  }

  @Test func aLibraryWithoutItsEntry() throws {
    #expect(
      try refusal(of: try good.replacing("tenhost_extension_v1\0", with: "tenhost_extension_v9\0"))
        == "L013\nit has no function tenhost_extension_v1\ncall ExtensionLibrary.offer in it, as docs/loading-extensions.md shows")
  }

  @Test func aLibraryWithARuntimeOfItsOwn() throws {
    #expect(
      try refusal(of: try good.replacing("tenhost_extension_v1\0", with: "$s7TenCore5ValueOMa_\0"))
        == "L014\nit has a TenCore of its own, which would be a second runtime in this host\n\(rebuild), which leaves the host's modules to the host and adds the stamp"
    )
    #expect(
      try refusal(of: try good.replacing("$s10TenRuntime", with: "$s10TenRunTime"))
        == "L015\nit uses nothing of this host's TenRuntime: it offers no extension, or has a runtime of its own\n\(rebuild), which leaves the host's modules to the host and adds the stamp"
    )
  }

  @Test func aLibraryThatBringsTheStandardLibrary() throws {
    #expect(
      try refusal(of: try good.replacing("libc.so.6\0", with: "libswift.\0"))
        == "L016\nit brings libswift., and the standard library is the host's\n\(rebuild), which leaves the host's modules to the host and adds the stamp"
    )
  }

  @Test func aLibraryThatUsesWhatTheHostDoesNotHave() throws {
    #expect(
      try refusal(of: try good.replacing("$s10TenRuntime16ExtensionLibraryO5offer", with: "$s10TenRuntime16ExtensionLibraryO5grant"))
        == "L017\nit uses what this host does not have: static TenRuntime.ExtensionLibrary.grant(_: Swift.Array<TenRuntime.Extension.Type>, to: Swift.UnsafeMutableRawPointer) -> ()\na host has the standard library without Foundation, and the modules of tenhost: do without the rest, link it in, or make a host of your own"
    )
  }

  @Test func aLibraryThatNeedsALibraryWhichIsNotInstalled() throws {
    #expect(
      try refusal(of: try good.replacing("libc.so.6\0", with: "libc.so.z\0"))
        == "L018\nthe system cannot load it: libc.so.z: cannot open shared object file: No such file or directory\ninstall what is missing, or \(rebuild)"
    )
  }

  @Test func aLibraryThatOffersNothing() throws {
    #expect(
      try refusal(of: try good.bytes, fixture: "nothing")
        == "L019\nits function tenhost_extension_v1 offers no extension\ncall ExtensionLibrary.offer in it, as docs/loading-extensions.md shows")
  }

  @Test func aLibraryWhoseManifestIsBroken() throws {
    let text = try refusal(of: try good.bytes, fixture: "unreadable")
    #expect(text.hasPrefix("L020\nmanifest.json:1:"))
    #expect(text.hasSuffix("\ncorrect the manifest, and \(rebuild)"))
  }

  @Test func aLibraryWhosePropertiesAreBroken() throws {
    let text = try refusal(of: try good.bytes, fixture: "defaults")
    #expect(text.hasPrefix("L022\nproperty.json:1:"))
    #expect(text.hasSuffix("\ncorrect the property.json, and \(rebuild)"))
  }

  @Test func aLibraryWhoseExtensionHasTheNameOfOneInTheHost() throws {
    #expect(
      try refusal(of: try good.bytes, fixture: "taken")
        == "L021\nits extension 'keeper' has the name of one that is linked into this host\nrename one, or leave one out")
  }

  @Test func twoLibrariesWithOneExtension() throws {
    #expect(
      try refusal(of: try good.bytes)
        == "L021\nits extension 'courier' has the name of one in FOLDER/courier.so\nrename one, or leave one out")
  }

  @Test func aLibraryThatEverybodyMayWriteTo() throws {
    #expect(
      try refusal(of: try good.bytes, mode: 0o666)
        == "L002\neverybody on this machine may write to FOLDER/other.so, and what stands in it runs in this host\nmake it yours alone: chmod o-w FOLDER/other.so"
    )
  }

  @Test func aFolderThatEverybodyMayWriteTo() throws {
    let folder = try LibraryScratch()
    chmod(folder.path, 0o777)
    let run = CommandLineRun("extensions", "--extensions", folder.path)
    #expect(
      run.output.hasSuffix(
        "refused\n  \(folder.path): L002 everybody on this machine may write to \(folder.path), and what stands in it runs in this host\n      make it yours alone: chmod o-w \(folder.path)\n"
      ))
  }
}
