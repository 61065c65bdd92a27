/// Where a value came from.
public enum ConfigurationSource: Sendable, Hashable, CustomStringConvertible {
  case standard
  case file(String, line: Int)
  case variable(String)
  case flag(String)

  public var description: String {
    switch self {
    case .standard: "default"
    case .file(let path, let line): "\(path):\(line)"
    case .variable(let name): "environment, \(name)"
    case .flag(let name): "--\(name)"
    }
  }
}
