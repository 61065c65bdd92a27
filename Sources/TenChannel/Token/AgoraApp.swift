public import TenCore

/// An app of Agora's: its id, and the certificate that signs tokens.
public struct AgoraApp: Sendable {
  public let id: String
  public let certificate: Secret

  /// - Throws: `badToken` when either is not 32 hexadecimal digits.
  public init(id: String, certificate: Secret) throws(ChannelError) {
    guard Self.isHex32(id) else {
      throw ChannelError(.badToken, attempted: "taking an Agora app id", reason: "it is not 32 hexadecimal digits; copy it from the console")
    }
    guard Self.isHex32(certificate.reveal()) else {
      throw ChannelError(.badToken, attempted: "taking an Agora app certificate", reason: "it is not 32 hexadecimal digits; copy it from the console")
    }
    self.id = id
    self.certificate = certificate
  }

  private static func isHex32(_ text: String) -> Bool { text.utf8.count == 32 && text.allSatisfy { $0.isASCII && $0.isHexDigit } }
}
