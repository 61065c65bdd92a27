internal import TenRuntime
internal import TenCore

/// Makes texts of a vendor fit to be shown: without secrets, without control characters, cut to 200 characters.
struct Redactor: Sendable {
  private var secrets: [Secret]

  init(_ secrets: [Secret]) { self.secrets = secrets.filter { !$0.isEmpty } }

  func with(_ secret: Secret) -> Redactor { Redactor(secrets + [secret]) }

  func clean(_ text: String) -> String {
    var text = text
    for secret in secrets { text.replace(secret.reveal(), with: Masking.mask) }
    // A realtime URL is a secret that a message might repeat in parts.
    for scheme in ["wss://", "ws://", "https://", "http://"] {
      while let mark = text.firstRange(of: scheme) {
        let end = text[mark.upperBound...].firstIndex { $0.isWhitespace || "\"'<>".contains($0) } ?? text.endIndex
        text.replaceSubrange(mark.lowerBound..<end, with: "(address)")
      }
    }
    return String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) }.prefix(200))
  }
}
