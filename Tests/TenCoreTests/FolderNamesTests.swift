import Glibc
import TenCore
import Testing

@Suite struct FolderNamesTests {
  @Test func areReadUpToTheirEndBehindWhichThereMayBeNoMemory() throws {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let memory = try #require(mmap(nil, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
    defer { munmap(memory, 2 * page) }
    #expect(mprotect(memory + page, page, PROT_NONE) == 0)
    // As long as the system makes the entry of a name of four bytes.
    let start = memory + page - 24
    (start + MemoryLayout<dirent>.offset(of: \.d_name)!).copyMemory(from: "last", byteCount: 4)
    #expect(FolderNames.name(of: start.assumingMemoryBound(to: dirent.self)) == "last")
  }

  @Test func areAllThereWithoutThoseOfTheFolderItselfAndItsParent() {
    var template = Array("/tmp/tenhost-names-XXXXXX".utf8CString)
    let path = mkdtemp(&template).map { String(cString: $0) } ?? ""
    defer { rmdir(path) }
    let names = (0..<1_000).map { "file-\($0)" }
    for name in names { close(open("\(path)/\(name)", O_CREAT | O_WRONLY, 0o600)) }
    defer { for name in names { unlink("\(path)/\(name)") } }
    #expect(FolderNames.of(path)?.sorted() == names.sorted())
    #expect(FolderNames.of("\(path)/nowhere") == nil)
  }
}
