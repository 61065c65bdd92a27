/// Unix milliseconds as RFC 3339 writes them, in UTC: `2026-11-21T18:43:00.250Z`.
enum Timestamp {
  static func text(_ milliseconds: Int) -> String {
    let day = milliseconds.flooredDivision(by: 86_400_000)
    let rest = milliseconds - day * 86_400_000
    let (year, month, date) = civil(day)
    let time = "\(digits(rest / 3_600_000)):\(digits(rest / 60_000 % 60)):\(digits(rest / 1_000 % 60)).\(digits(rest % 1_000, 3))"
    return "\(digits(year, 4))-\(digits(month))-\(digits(date))T\(time)Z"
  }

  /// Days since 1970 as year, month and day: years begin in March here, so that the leap day is a year's last.
  private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + 719_468
    let era = shifted.flooredDivision(by: 146_097)
    let ofEra = shifted - era * 146_097
    let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let month = (5 * ofYear + 2) / 153
    let isNextYear = month >= 10
    return (year + era * 400 + (isNextYear ? 1 : 0), isNextYear ? month - 9 : month + 3, ofYear - (153 * month + 2) / 5 + 1)
  }

  private static func digits(_ value: Int, _ width: Int = 2) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

extension Int {
  fileprivate func flooredDivision(by divisor: Int) -> Int { self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor) }
}
