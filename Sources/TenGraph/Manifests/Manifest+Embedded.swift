public import TenCore

extension Manifest {
  /// Reads the `manifest.json` that SwiftPM has embedded into an extension's code (`.embedInCode`). Never fails: what is wrong is in `problems`, and such an
  /// extension is refused when a host registers it.
  public init(embedded bytes: [UInt8]) { self.init(json: bytes, file: "manifest.json") }
}

extension Properties {
  /// Reads the `property.json` that SwiftPM has embedded into an extension's code.
  ///
  /// Traps when it holds no JSON object: the file is a part of the program, as a literal is, and the first test of the extension finds it. A host that loads
  /// the extension from a library refuses the library instead.
  public init(embedded bytes: [UInt8]) {
    do {
      self = try EmbeddedProperties.read(bytes)
    } catch {
      guard EmbeddedProperties.keep(error) else { preconditionFailure("\(error)") }
      self = Properties()
    }
  }
}
