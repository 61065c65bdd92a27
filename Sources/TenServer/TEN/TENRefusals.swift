/// What a route of TEN's refuses, for the OpenAPI document.
struct TENRefusals {
  let codes: [TENCode]
  /// Statuses that mean "not now".
  let later: [Int]

  init(_ codes: [TENCode], _ later: [Int]) {
    self.codes = codes
    self.later = later
  }

  /// - Parameter answer: what comes when it is done.
  /// - Returns: the response that says so first.
  func responses(beside answer: Shape, _ statuses: ServerConfiguration.TENStatuses) -> [Endpoint.Response] {
    switch statuses {
    case .ten:
      return [.init(200, "done with code 0; or refused: \(words(codes))", .oneOf([answer, TENEnvelope.refusal]))]
    case .http:
      let refused = Set(codes.map(\.status) + later).sorted().map { status in
        let known = codes.filter { $0.status == status }
        return Endpoint.Response(status, known.isEmpty ? "not now" : words(known), TENEnvelope.empty)
      }
      return [.init(200, "done", answer)] + refused
    }
  }

  private func words(_ codes: [TENCode]) -> String { codes.map { "\($0.rawValue) (\($0.word))" }.joined(separator: ", ") }
}
