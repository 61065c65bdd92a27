extension ChildProcess {
  /// What a descriptor of the child is.
  public enum Stdio: Sendable, Hashable {
    /// Opened on `/dev/null`, for the first three; closed beyond.
    case ignored
    /// The parent's descriptor of the same number.
    case inherited
    /// This descriptor of the parent.
    case descriptor(CInt)
    /// A connection to the parent, in both directions.
    case pipe
  }

  /// What to start, and how.
  public struct Options: Sendable {
    /// A path, or a name that is looked for in `PATH`.
    public var executable: String
    /// Without the name of the program.
    public var arguments: [String]
    /// All of the child's variables; nil for those of the parent.
    public var environment: [String: String]?
    /// The working directory; nil for that of the parent.
    public var directory: String?
    /// The child's descriptors from 0 on.
    public var stdio: [Stdio]
    /// Whether the child leads a session and a group of its own: the terminal's Ctrl-C does not reach it, and it can be killed with its own children.
    public var ownGroup: Bool

    public init(
      _ executable: String, _ arguments: [String] = [], environment: [String: String]? = nil, directory: String? = nil,
      stdio: [Stdio] = [.ignored, .inherited, .inherited], ownGroup: Bool = false
    ) {
      self.executable = executable
      self.arguments = arguments
      self.environment = environment
      self.directory = directory
      self.stdio = stdio
      self.ownGroup = ownGroup
    }

    /// C would cut a text at a zero byte, and start something else than was asked for.
    func check() throws(UVError) {
      let variables = (environment ?? [:]).flatMap { [$0.key, $0.value] }
      for text in [executable, directory ?? ""] + arguments + variables where text.utf8.contains(0) {
        throw .invalidArgument.attempting("starting \(executable.debugDescription) with a zero byte in \(text.debugDescription)")
      }
      for name in (environment ?? [:]).keys where name.isEmpty || name.contains("=") {
        throw .invalidArgument.attempting("starting \(executable) with the variable \(name.debugDescription), which has no name or '=' in it,")
      }
      guard !executable.isEmpty else { throw .invalidArgument.attempting("starting a child without the name of a program") }
    }
  }
}
