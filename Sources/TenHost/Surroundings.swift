@preconcurrency internal import Glibc
internal import TenRuntime

/// What a command works with: the extensions, and the process around it.
struct Surroundings: Sendable {
  var extensions: [any Extension.Type]
  /// What was found in folders of libraries; their extensions are in `extensions`, too.
  var libraries: Libraries
  var environment: [String: String]
  var output: Outlet
  var errors: Outlet
  /// Reads standard input to its end.
  var readInput: @Sendable () throws -> [UInt8]
  /// Whether signals stop a session, and a blocked loop ends the process.
  var ownsProcess: Bool
  /// The program's own file; nil where it cannot be known.
  var executable: String?

  init(
    extensions: [any Extension.Type], environment: [String: String], output: Outlet, errors: Outlet,
    readInput: @escaping @Sendable () throws -> [UInt8], ownsProcess: Bool, executable: String? = nil
  ) {
    self.extensions = extensions
    libraries = Libraries(linked: extensions)
    self.environment = environment
    self.output = output
    self.errors = errors
    self.readInput = readInput
    self.ownsProcess = ownsProcess
    self.executable = executable
  }

  static func process(extensions: [any Extension.Type]) -> Surroundings {
    Surroundings(
      extensions: extensions, environment: processEnvironment(), output: Outlet(STDOUT_FILENO), errors: Outlet(STDERR_FILENO),
      readInput: { try StandardInput.read() }, ownsProcess: true, executable: Folder.real("/proc/self/exe"))
  }

  private static func processEnvironment() -> [String: String] {
    var found: [String: String] = [:]
    guard let first = environ as UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? else { return found }
    var entry = first
    while let text = entry.pointee {
      let pair = String(cString: text)
      if let sign = pair.firstIndex(of: "=") { found[String(pair[..<sign])] = String(pair[pair.index(after: sign)...]) }
      entry += 1
    }
    return found
  }
}
