internal import TenCore

/// What TEN's routes answer: `{"code": "0", "data": …, "msg": "success"}`.
enum TENEnvelope {
  static func success(_ data: Value = .null, message: String = "success") -> APIResponse {
    .json(["code": .string(TENCode.ok.rawValue), "data": data, "msg": .string(message)])
  }

  static func shape(_ name: String, _ data: Shape) -> Shape {
    .named(
      name,
      .object([
        .init("code", .string(), required: true, "\"0\" for success"), .init("data", data, required: true),
        .init("msg", .string(), required: true, "for people"),
      ]))
  }

  static let empty = shape("TENAnswer", .any)

  static let sessions = shape(
    "TENSessions",
    .array(
      .object([
        .init("channelName", .string(), required: true),
        .init("createTs", .integer(minimum: 0), required: true, "seconds of Unix time"),
      ])))

  static let graphs = shape(
    "TENGraphs",
    .array(
      .object([
        .init("name", .string(), required: true), .init("graph_id", .string(), required: true), .init("auto_start", .boolean, required: true),
      ])))

  static let token = shape(
    "TENToken",
    .object([
      .init("appId", .string(), required: true), .init("token", .string(), required: true), .init("channel_name", .string(), required: true),
      .init("uid", .integer(minimum: 0, maximum: Int(UInt32.max)), required: true),
    ]))

  static func failures(_ codes: [TENCode], _ more: [Int] = []) -> [Endpoint.Response] {
    let statuses = Set(codes.map(\.status) + more).sorted()
    return statuses.map { status in
      let known = codes.filter { $0.status == status }.map { "\($0.rawValue) (\($0.word))" }
      return Endpoint.Response(status, known.isEmpty ? "not now" : known.joined(separator: ", "), empty)
    }
  }
}
