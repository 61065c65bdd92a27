/// What a server, its fork servers and its hosts speak with each other. Each says its number when it greets.
public enum ControlProtocol {
  /// Raised when one side would misunderstand the other; members that may be ignored do not raise it.
  public static let version = 1

  /// Refuses another number, and who says none: what it speaks is not known.
  public static func check(_ spoken: Int?) throws(ControlError) {
    guard spoken != version else { return }
    let told = spoken.map { "speaks protocol \($0)" } ?? "does not say which protocol it speaks"
    throw ControlError("it \(told), and this server speaks \(version): run hosts of the server's version, with --host PATH")
  }
}
