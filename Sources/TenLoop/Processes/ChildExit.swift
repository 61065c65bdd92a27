/// How a child process ended. That it failed is a normal result, not an error of the parent.
public enum ChildExit: Sendable, Hashable {
  case exited(code: Int)
  case signalled(Int)
  /// It was killed and the system never told: something else in this process waits for children.
  case unknown

  public var isSuccess: Bool { self == .exited(code: 0) }
}

extension ChildExit: CustomStringConvertible {
  public var description: String {
    switch self {
    case .exited(let code): "exited with code \(code)"
    case .signalled(let signal): "ended by signal \(signal)"
    case .unknown: "ended in an unknown way"
    }
  }
}
