/// The avatar session API: for web clients that want a talking avatar and nothing else.
public func avatarEndpoints(_ context: ServerContext) -> [Endpoint] {
  let creation = AvatarCreation(context: context)
  let control = AvatarControl(context: context)
  let listing = AvatarListing(context: context)
  let nothing = Shape.object([])
  let next = ["startAvatarSession", "giveAvatarTask", "interruptAvatar", "keepAvatarSession", "stopAvatarSession"].map {
    Endpoint.Link($0, ["id": "$response.body#/session_id"])
  }
  return [
    Endpoint(
      .post, "/api/sessions/create", "createAvatarSession", tag: "avatar",
      "Makes an avatar's session with the vendor, and gives what a page needs to watch it.",
      responses: [Endpoint.Response(201, "It exists; start it next.", AvatarShapes.created).leading(to: next)]
        + AvatarRefusal.responses(422, 429, 502, 503, 504)
    ) { request throws(APIError) in try await creation.create(request) }.taking(body: AvatarShapes.creation, optionalBody: true),
    Endpoint(
      .get, "/api/sessions", "listAvatarSessions", tag: "avatar", "Lists the avatar sessions that have not ended, the oldest first.",
      responses: [.init(200, "The sessions.", AvatarShapes.list)]
    ) { _ throws(APIError) in await listing.list() },
    Endpoint(
      .post, "/api/sessions/{id}/start", "startAvatarSession", tag: "avatar", "Lets the avatar come into its room; a second time changes nothing.",
      responses: [
        .init(
          200, "The avatar comes.",
          .object([
            .init("session_id", .string(), required: true), .init("status", .string(choices: ["started"]), required: true),
            .init("session_duration_limit", .nullable(.integer()), required: true),
          ]))
      ] + AvatarRefusal.responses(404, 409, 410, 429, 502, 503, 504)
    ) { request throws(APIError) in try await control.start(request) }.taking(path: [.session], body: nothing, optionalBody: true),
    Endpoint(
      .post, "/api/sessions/{id}/task", "giveAvatarTask", tag: "avatar", "Lets the avatar speak a text.",
      responses: [.init(200, "The vendor has it.", AvatarShapes.spoken)] + AvatarRefusal.responses(404, 409, 410, 422, 429, 501, 502, 503, 504)
    ) { request throws(APIError) in try await control.task(request) }.taking(path: [.session], body: AvatarShapes.task),
    Endpoint(
      .post, "/api/sessions/{id}/interrupt", "interruptAvatar", tag: "avatar", "Lets the avatar fall silent.",
      responses: [.init(200, "Done.", AvatarShapes.status)] + AvatarRefusal.responses(404, 409, 410, 429, 501, 502, 503, 504)
    ) { request throws(APIError) in try await control.interrupt(request) }.taking(path: [.session], body: nothing, optionalBody: true),
    Endpoint(
      .post, "/api/sessions/{id}/keep_alive", "keepAvatarSession", tag: "avatar", "Says that the session is wanted still.",
      responses: [.init(200, "Done.", AvatarShapes.status)] + AvatarRefusal.responses(404, 410, 429, 502, 503, 504)
    ) { request throws(APIError) in try await control.keepAlive(request) }.taking(path: [.session], body: nothing, optionalBody: true),
    Endpoint(
      .post, "/api/sessions/{id}/stop", "stopAvatarSession", tag: "avatar", "Ends the session, with the vendor too; a second time changes nothing.",
      responses: [.init(200, "It has ended.", AvatarShapes.ended)] + AvatarRefusal.responses(404, 503, 504)
    ) { request throws(APIError) in try await control.stop(request) }.taking(path: [.session], body: nothing, optionalBody: true),
  ]
}
