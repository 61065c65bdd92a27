internal import TenCore

/// One thing that a server can be told, with its names in the file, the environment and the command line.
struct Setting: Sendable {
  enum Kind: Sendable {
    case text
    case integer(ClosedRange<Int>)
    /// A share, 0 to 1.
    case share
    /// In the environment separated by commas, on the command line given again and again.
    case list
  }

  /// In the file; `limits.body` is `body` in the object `limits`.
  var key: String
  var kind: Kind
  /// The weakest first.
  var variables: [String]
  /// Without dashes; nil when it is no flag.
  var flag: String?
  var isSecret = false
  /// Whether it may stand in the file.
  var isInFile = true
  /// - Throws: what is wrong with the value, in words.
  var apply: @Sendable (inout ServerConfiguration, Value) throws(SettingProblem) -> Void
  /// The present value, as it is shown.
  var show: @Sendable (ServerConfiguration) -> Value

  var pointer: String { "/" + key.replacing(".", with: "/") }

  static func text(
    _ key: String, _ flag: String?, _ variables: [String] = [], _ path: any WritableKeyPath<ServerConfiguration, String> & Sendable
  ) -> Setting {
    Setting(key: key, kind: .text, variables: variables + [variable(key)], flag: flag) { configuration, value throws(SettingProblem) in
      configuration[keyPath: path] = value.string ?? ""
    } show: {
      .string($0[keyPath: path])
    }
  }

  static func integer(
    _ key: String, _ flag: String?, _ range: ClosedRange<Int>, _ variables: [String] = [],
    _ path: any WritableKeyPath<ServerConfiguration, Int> & Sendable
  ) -> Setting {
    Setting(key: key, kind: .integer(range), variables: variables + [variable(key)], flag: flag) { configuration, value throws(SettingProblem) in
      configuration[keyPath: path] = value.int ?? 0
    } show: {
      Value($0[keyPath: path])
    }
  }

  /// `null` in the file, and an empty text elsewhere, for none.
  static func optional(_ key: String, _ range: ClosedRange<Int>, _ path: any WritableKeyPath<ServerConfiguration, Int?> & Sendable) -> Setting {
    Setting(key: key, kind: .integer(range), variables: [variable(key)], flag: nil) { configuration, value throws(SettingProblem) in
      configuration[keyPath: path] = value.int
    } show: {
      $0[keyPath: path].map { Value($0) } ?? .null
    }
  }

  /// `TENHOST_LIMITS_BODY` of `limits.body`.
  static func variable(_ key: String) -> String { "TENHOST_" + key.uppercased().replacing(".", with: "_") }
}

struct SettingProblem: Error {
  var words: String
}
