/// Finds what a misspelt name may have meant.
public enum Suggestion {
  /// The name that is nearest to `name`, or nil where none is near: at most one difference in three characters (one for short names, four for long ones).
  /// Upper and lower case and the separators `_`, `-` and none count as the same. Of several equally near, the first in alphabetical order.
  public static func nearest(to name: String, in names: some Sequence<String>) -> String? {
    let wanted = folded(name)
    var best: (distance: Int, name: String)?
    for candidate in names {
      let other = folded(candidate)
      let longer = max(wanted.count, other.count)
      guard longer <= 128 else { continue }
      let limit = longer < 3 ? 0 : min(4, max(1, longer / 3))
      guard abs(wanted.count - other.count) <= limit else { continue }
      let distance = distance(wanted, other)
      guard distance <= limit else { continue }
      if let best, (best.distance, best.name) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  private static func folded(_ name: String) -> [UInt8] {
    name.utf8.compactMap { byte in
      switch byte {
      case UInt8(ascii: "_"), UInt8(ascii: "-"): nil
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
      default: byte
      }
    }
  }

  /// Insertions, deletions, replacements and swaps of neighbours (Damerau-Levenshtein, optimal string alignment).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let same = a[i] == b[j]
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (same ? 0 : 1))
        if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
