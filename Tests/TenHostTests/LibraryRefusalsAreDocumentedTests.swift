import TenGraph
import Testing

@testable import TenHost

@Suite struct LibraryRefusalsAreDocumentedTests {
  private let all: [LibraryRefusal] = [
    .unreadable(""), .openToOthers(""), .noLibrary(beginsWith: ""), .truncated(needs: 1, has: 0), .otherMachine("", host: ""), .otherKind(""),
    .damaged(""), .noStamp, .strangeStamp(""), .otherCompiler("", host: ""), .otherInterface("", host: ""), .releaseForDebug, .noEntry,
    .ownRuntime(""), .withoutRuntime, .ownStandardLibrary(""), .missingSymbols([]), .cannotLoad(""), .offersNothing, .badManifest(""),
    .nameTaken("", by: ""), .badProperties(""),
  ]

  @Test func thePageHasEveryCodeOnceInOrder() throws {
    let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let page = String(decoding: try TextFile.read(root + "/docs/loading-extensions.md"), as: UTF8.self)
    let codes = page.split(separator: "\n").filter { $0.hasPrefix("| L") }.map { String($0.dropFirst(2).prefix(4)) }
    #expect(codes == all.map(\.code))
  }
}
