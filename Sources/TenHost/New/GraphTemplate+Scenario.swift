internal import TenCore
internal import TenGraph

extension GraphTemplate {
  /// A scenario for `tenhost test`: the graph starts, runs and stops without an error.
  func scenario(_ name: String) -> String {
    let start = startValues.isEmpty ? "" : "  \"start\": \(JSON.text(of: .object(startValues))),\n"
    return """
      {
        "graph": "\(name).json",
      \(start)  "scenarios": [
          {
            "name": "it runs for a second, and stops in good order",
            "steps": [{"advance": "1s"}, {"stop": true}],
            "end": {"reason": "stopped", "errors": {}}
          }
        ]
      }

      """
  }
}
