internal import CJansson

extension JSON {
  /// The version of the JSON library that is loaded, such as `2.14`; for reports of what a host is made of.
  package static var libraryVersion: String { String(cString: jansson_version_str()) }
}
