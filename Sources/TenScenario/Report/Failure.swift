internal import TenGraph

/// Why a run of a scenario failed: where, what was expected, what came.
package struct Failure: Sendable, Hashable {
  /// Where it stands in the scenario file.
  var spot: Spot
  /// `step 3: expect data 'text' from 'echo' within 300 ms`
  package var title: String
  package var expected: String
  package var came: String
  /// The message that is nearest to what was expected, and what differs.
  package var nearest: String?
  package var differences: [String] = []
  /// The last messages at the place that was looked at.
  package var recentTitle = ""
  package var recent: [String] = []

  /// The line and column of `spot`, once they are known.
  package var line: Int?
  package var column: Int?

  init(_ spot: Spot, _ title: String, expected: String, came: String) {
    self.spot = spot
    self.title = title
    self.expected = expected
    self.came = came
  }
}
