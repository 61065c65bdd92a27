/// What a library with extensions must have been built with to go into a host: the same compiler, the same shared modules.
///
/// The two values are made at build time by the plugin of this module.
public struct InterfaceStamp: Sendable, Equatable {
  /// As the compiler names itself: `Swift version 6.3.1 (swift-6.3.1-RELEASE)`.
  public var compiler: String
  /// Of the sources of all modules that a library shares with its host.
  public var fingerprint: String

  public init(compiler: String, fingerprint: String) {
    self.compiler = compiler
    self.fingerprint = fingerprint
  }

  /// Of the modules in this process.
  public static var current: InterfaceStamp { InterfaceStamp(compiler: madeCompiler, fingerprint: madeFingerprint) }
}
