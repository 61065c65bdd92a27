/// Colours of a terminal, or none.
struct Colours: Sendable {
  let isOn: Bool

  func dim(_ text: String) -> String { paint("2", text) }
  func red(_ text: String) -> String { paint("31", text) }
  func yellow(_ text: String) -> String { paint("33", text) }
  func blue(_ text: String) -> String { paint("34", text) }

  private func paint(_ code: String, _ text: String) -> String { isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
}
