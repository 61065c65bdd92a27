/// The way of extensions from a shared library into the host that loads it.
///
/// A library has one C function, which the host calls once, before any session:
///
/// ```swift
/// import Hello
/// import TenRuntime
///
/// @c(tenhost_extension_v1)
/// public func offer(to host: UnsafeMutableRawPointer) { ExtensionLibrary.offer([Hello.self], to: host) }
/// ```
///
/// The `1` is the version of this handing over; what else must fit is in the library's stamp, which the host reads before it loads the library.
public enum ExtensionLibrary {
  /// The name of the function that a host looks for.
  public static let entry = "tenhost_extension_v1"

  /// Hands extensions over. To be called from the library's entry, with the pointer that the entry was given.
  public static func offer(_ extensions: [any Extension.Type], to host: UnsafeMutableRawPointer) {
    Unmanaged<Offer>.fromOpaque(host).takeUnretainedValue().extensions += extensions
  }

  /// Calls a library's entry on the caller's thread. - Returns: what it offered.
  public static func extensions(from entry: @convention(c) (UnsafeMutableRawPointer) -> Void) -> [any Extension.Type] {
    let offer = Offer()
    entry(Unmanaged.passUnretained(offer).toOpaque())
    return withExtendedLifetime(offer) { offer.extensions }
  }

  private final class Offer { var extensions: [any Extension.Type] = [] }
}
