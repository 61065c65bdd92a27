/// Of libuv, for reports of what a host is made of.
package enum LibUV {
  /// Of the library that is loaded, such as `1.44.2`.
  package static var version: String { UV.version }
}
