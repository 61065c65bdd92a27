extension String {
  /// Without what a terminal obeys: a session's texts come from callers and vendors.
  var printable: String {
    func isObeyed(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t" }
    guard unicodeScalars.contains(where: isObeyed) else { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars { text.append(isObeyed(scalar) ? "\u{fffd}" : scalar) }
    return String(text)
  }
}
