extension GraphFileDigest {
  /// Of a file that was read.
  public init(path: String, content: [UInt8]) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in content { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    self.init(path: path, bytes: content.count, hash: hash)
  }
}
