/// Hides secret values where properties are shown: in logs, reports, end records.
public enum Masking {
  /// What stands in the place of a secret.
  public static let mask = "***"

  /// The properties with every value at one of `paths` (dotted, as `a.b[0].c`) replaced by `mask`.
  ///
  /// Fails closed: a path that leads on below a value which is no object or array masks that value, and a key that itself holds dots is found too.
  public static func masked(_ properties: Properties, paths: some Sequence<String>) -> Properties {
    var copy = properties
    for path in paths { mask(Substring(path), in: &copy) }
    return copy
  }

  private static func mask(_ path: Substring, in object: inout Properties) {
    for key in object.keys where path.hasPrefix(key) {
      guard var value = object[key] else { continue }
      let rest = path.dropFirst(key.count)
      guard rest.isEmpty || rest.first == "." || rest.first == "[" else { continue }
      mask(rest, in: &value)
      object[key] = value
    }
  }

  /// `path` is empty, or starts with the `.` or `[` of its next step.
  private static func mask(_ path: Substring, in value: inout Value) {
    switch (path.first, value) {
    case (_, .null): return
    case (".", .object(var object)):
      mask(path.dropFirst(), in: &object)
      value = .object(object)
    case ("[", .array(var array)):
      let digits = path.dropFirst().prefix { $0 != "]" }
      guard let index = Int(digits) else {
        value = .string(mask)
        return
      }
      guard array.indices.contains(index) else { return }
      mask(path.dropFirst(digits.count + 2), in: &array[index])
      value = .array(array)
    default: value = .string(mask)
    }
  }
}
