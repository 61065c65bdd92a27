internal import Glibc
internal import TenRuntime

/// Loads a library that `LibraryCheck` has passed. The only one that talks to the system's loader. Libraries are never unloaded.
enum LibraryLoader {
  /// - Parameter undefined: what the library needs of others, to name what is missing.
  static func load(_ file: LibraryFile, undefined: [String]) throws(LibraryRefusal) -> [any Extension.Type] {
    // With all symbols resolved at once: a missing one is told before any code of the library runs.
    guard let handle = dlopen(file.resolved, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "no reason is given"
      let missing = reason.contains("undefined symbol") ? undefined.filter { $0.hasPrefix("$s") && dlsym(nil, $0) == nil } : []
      guard missing.isEmpty else { throw .missingSymbols(missing.map(demangled).sorted()) }
      throw .cannotLoad(reason)
    }
    guard let symbol = dlsym(handle, ExtensionLibrary.entry) else { throw .noEntry }
    let entry = unsafeBitCast(symbol, to: (@convention(c) (UnsafeMutableRawPointer) -> Void).self)
    return ExtensionLibrary.extensions(from: entry)
  }

  /// A symbol as it stands in the source. The function of the standard library that knows is found by its name.
  private static func demangled(_ symbol: String) -> String {
    typealias Demangle =
      @convention(c) (UnsafePointer<CChar>, Int, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?, UInt32) -> UnsafeMutablePointer<CChar>?
    guard let address = dlsym(nil, "swift_demangle"),
      let text = unsafeBitCast(address, to: Demangle.self)(symbol, symbol.utf8.count, nil, nil, 0)
    else { return symbol }
    defer { free(text) }
    return String(cString: text)
  }
}
