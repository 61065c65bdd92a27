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

  /// `data` is the status that is meant.
  static let refusal = shape("TENRefusal", .integer(minimum: 400, maximum: 599))
}
