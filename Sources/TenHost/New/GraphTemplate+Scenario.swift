extension GraphTemplate {
  /// A scenario for `tenhost test`.
  func scenario(_ name: String) -> String { "{}\n" }
}
