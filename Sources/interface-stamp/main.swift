// interface-stamp OUTPUT COMPILER (MODULE FILE)...
// Writes what tells one build of the shared modules from another: the compiler, and a fingerprint of their sources.

internal import Glibc

struct Failure: Error { var text: String }

func bytes(of path: String) throws -> [UInt8] {
  guard let file = fopen(path, "r") else { throw Failure(text: "cannot read \(path): \(String(cString: strerror(errno)))") }
  defer { fclose(file) }
  return rest(of: file)
}

func rest(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
  var all: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&piece, 1, piece.count, file)
    guard count > 0 else { return all }
    all += piece[..<count]
  }
}

/// FNV-1a: it tells builds apart, it guards nothing.
struct Fingerprint {
  private var low: UInt64 = 0xcbf2_9ce4_8422_2325
  private var high: UInt64 = 0x6c62_272e_07bb_0142

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      low = (low ^ UInt64(byte)) &* 0x100_0000_01b3
      high = (high ^ UInt64(byte ^ 0x5a)) &* 0x100_0000_01b3
    }
  }

  var text: String {
    [high, low].map { value in
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}

/// `Swift version 6.3.1 (swift-6.3.1-RELEASE)`, from the compiler itself.
func version(of compiler: String) throws -> String {
  guard let pipe = popen("'\(compiler)' --version 2>/dev/null", "r") else { throw Failure(text: "cannot start \(compiler)") }
  let text = String(decoding: rest(of: pipe), as: UTF8.self)
  pclose(pipe)
  guard let line = text.split(separator: "\n").first(where: { $0.contains("Swift version ") }),
    let start = line.indices.first(where: { line[$0...].hasPrefix("Swift version ") })
  else { throw Failure(text: "\(compiler) --version does not tell a version") }
  return String(line[start...])
}

func run(_ arguments: [String]) throws {
  guard arguments.count >= 4, arguments.count.isMultiple(of: 2) else {
    throw Failure(text: "usage: interface-stamp OUTPUT COMPILER (MODULE FILE)...")
  }
  var fingerprint = Fingerprint()
  for index in stride(from: 2, to: arguments.count, by: 2) {
    let path = arguments[index + 1]
    let name = path.split(separator: "/").last ?? ""
    let bytes = try bytes(of: path)
    fingerprint.add("\(arguments[index])/\(name) \(bytes.count)\n".utf8)
    fingerprint.add(bytes)
  }
  let text = """
    extension InterfaceStamp {
      static let madeCompiler = "\(try version(of: arguments[1]))"
      static let madeFingerprint = "tenhost-interface-\(fingerprint.text)"
    }
    """
  guard let file = fopen(arguments[0], "w") else { throw Failure(text: "cannot write \(arguments[0])") }
  fputs(text + "\n", file)
  guard fclose(file) == 0 else { throw Failure(text: "cannot write \(arguments[0])") }
}

do {
  try run(Array(CommandLine.arguments.dropFirst()))
} catch {
  let text = "error: \((error as? Failure)?.text ?? "\(error)")\n"
  write(STDERR_FILENO, text, text.utf8.count)
  exit(1)
}
