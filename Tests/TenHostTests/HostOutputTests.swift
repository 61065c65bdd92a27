import Glibc
import Testing

@testable import TenHost

@Suite struct HostOutputTests {
  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : -1
  }

  @Test func aFloodLeavesABoundedFileWithTheFirstAndTheLastWords() throws {
    let tree = try ScratchTree()
    let path = tree.path + "/h1.out"
    var writer: CInt = -1
    var output = try HostOutput(path: path, writer: &writer)
    defer { output.closeAll() }
    let first = "loading the model\n"
    _ = write(writer, first, first.utf8.count)
    let line = String(repeating: "x", count: 8_191) + "\n"
    for second in 0..<100 {
      #expect(write(writer, line, line.utf8.count) == line.utf8.count)
      let took = output.take(at: second * 1_000)
      #expect(took)
      #expect(size(path) <= HostOutput.maximum)
    }
    let last = "Fatal error: the last words\n"
    _ = write(writer, last, last.utf8.count)
    output.takeRest(at: 100_000)
    #expect(size(path) >= HostOutput.maximum / 2)
    let text = tree.readAll("h1.out") ?? ""
    #expect(text.hasPrefix(first) && text.hasSuffix(last) && text.contains("is left out"))
    close(writer)
    let tookMore = output.take(at: 100_000)
    #expect(!tookMore)
  }

  @Test func whoeverPrintsNothingLeavesNoFile() throws {
    let tree = try ScratchTree()
    let path = tree.path + "/h1.out"
    var writer: CInt = -1
    var output = try HostOutput(path: path, writer: &writer)
    defer { output.closeAll() }
    #expect(size(path) == -1)
    _ = write(writer, "x", 1)
    close(writer)
    output.takeRest(at: 0)
    #expect(size(path) == 1)
  }

  @Test func whoeverFloodsWaitsForTheNextSecond() throws {
    let tree = try ScratchTree()
    var writer: CInt = -1
    var output = try HostOutput(path: tree.path + "/h1.out", writer: &writer)
    defer {
      output.closeAll()
      close(writer)
    }
    let piece = [UInt8](repeating: 120, count: 32_768)
    for _ in 0..<(HostOutput.rate / piece.count) {
      #expect(!output.isOverRate(at: 5_500))
      _ = write(writer, piece, piece.count)
      let took = output.take(at: 5_500)
      #expect(took)
    }
    #expect(output.isOverRate(at: 5_999) && !output.isOverRate(at: 6_000))
  }
}

extension ScratchTree {
  fileprivate func readAll(_ name: String) -> String? {
    guard let file = fopen("\(path)/\(name)", "r") else { return nil }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    return String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
  }
}
