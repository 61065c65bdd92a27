internal import TenInterface
internal import TenRuntime

/// Whether a library fits this host, judged by its bytes before anything of it runs.
struct LibraryCheck {
  var host = InterfaceStamp.current
  var isDebug = Self.hostIsDebug

  static var hostIsDebug: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }

  /// The modules that a library must have from its host, as symbols begin with them.
  private static let shared = ["TenAudio", "TenChannel", "TenCore", "TenGraph", "TenLoop", "TenNet", "TenRuntime", "TenSpeech", "Logging"]

  /// - Returns: the library's stamp, and what it needs of others.
  func pass(_ bytes: [UInt8]) throws(LibraryRefusal) -> (stamp: LibraryStamp, undefined: [String]) {
    let object: SharedObject
    do throws(SharedObject.Defect) {
      object = try SharedObject(bytes)
    } catch {
      throw LibraryRefusal(error)
    }
    // Before the stamp: who builds without the script has neither.
    try checkOwnCopies(object)
    guard let stamp = try LibraryStamp(object.notes) else { throw .noStamp }
    try check(stamp)
    guard object.defined.contains(ExtensionLibrary.entry) else { throw .noEntry }
    // A runtime of its own may be hidden. Who extends the host's names it, at least for the protocol.
    guard object.undefined.contains(where: { $0.hasPrefix("$s10TenRuntime") }) else { throw .withoutRuntime }
    return (stamp, object.undefined)
  }

  func check(_ stamp: LibraryStamp) throws(LibraryRefusal) {
    guard stamp.interface.compiler == host.compiler else { throw .otherCompiler(stamp.interface.compiler, host: host.compiler) }
    guard stamp.interface.fingerprint == host.fingerprint else {
      throw .otherInterface(Self.short(stamp.interface.fingerprint), host: Self.short(host.fingerprint))
    }
    guard stamp.configuration != "release" || !isDebug else { throw .releaseForDebug }
  }

  private func checkOwnCopies(_ object: SharedObject) throws(LibraryRefusal) {
    for name in object.needed where name.hasPrefix("libswift") || name.hasPrefix("libFoundation") { throw .ownStandardLibrary(name) }
    for module in Self.shared {
      let prefix = "$s\(module.utf8.count)\(module)"
      if object.defined.contains(where: { $0.hasPrefix(prefix) }) { throw .ownRuntime(module) }
    }
    if object.defined.contains("swift_retain") { throw .ownStandardLibrary("a standard library of its own") }
  }

  private static func short(_ fingerprint: String) -> String {
    let digits = fingerprint.hasPrefix("tenhost-interface-") ? fingerprint.dropFirst(18) : Substring(fingerprint)
    return String(digits.prefix(12))
  }
}

extension LibraryRefusal {
  init(_ defect: SharedObject.Defect) {
    switch defect {
    case .noLibrary(let bytes): self = .noLibrary(beginsWith: Self.text(of: bytes))
    case .truncated(let needs, let has): self = .truncated(needs: needs, has: has)
    case .machine(let number): self = .otherMachine(Self.name(of: number), host: Self.name(of: SharedObject.machine))
    case .kind(let kind): self = .otherKind(kind)
    case .damaged(let what): self = .damaged(what)
    }
  }

  private static func text(of bytes: [UInt8]) -> String {
    if bytes.isEmpty { return "nothing" }
    if bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) { return "'\(String(decoding: bytes, as: UTF8.self))'" }
    return bytes.map { String($0, radix: 16) }.joined(separator: " ")
  }

  private static func name(of machine: UInt16) -> String {
    switch machine {
    case 62: "x86_64"
    case 183: "aarch64"
    case 3: "x86"
    case 40: "arm"
    case 243: "riscv"
    default: "the machine \(machine)"
    }
  }
}
