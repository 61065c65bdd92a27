import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct AvatarCreationTests {
  @Test func aSessionIsMadeAndTheViewersTokenGiven() async {
    let bench = AvatarBench()
    let response = await bench.post("/create", #"{"avatar_id":"Ann","quality":"low","voice":"v7","language":"de","idle_timeout":60}"#)
    #expect(response.status == 201)
    #expect(
      response.value == [
        "session_id": .string(AvatarBench.id), "status": "created", "url": "wss://room.test", "access_token": "viewer-token",
        "session_duration_limit": 600, "idle_timeout": 60,
      ])
    let request = bench.requests[0]
    #expect(request.graph == "avatar_session" && request.channel == nil && request.idleSeconds == 60 && request.graphLimit == 20)
    #expect(
      request.start.nodes == [
        "avatar": [
          "avatar_name": "Ann", "quality": "low", "voice": ["voice_id": "v7"], "language": "de", "activity_idle_timeout": 90,
        ]
      ])
    #expect(bench.commands == ["describe"])
  }

  @Test func withoutABodyTheGraphsOwnAvatarIsTaken() async {
    let bench = AvatarBench {
      $0.avatar.idleSeconds = 3_600
      $0.avatar.maxSeconds = 300
      $0.avatar.maxSessions = 3
    }
    #expect(await bench.post("/create").status == 201)
    #expect(bench.requests[0].start.nodes == ["avatar": ["activity_idle_timeout": 3_600, "max_session_seconds": 300]])
    #expect(bench.requests[0].idleSeconds == 3_600 && bench.requests[0].graphLimit == 3)
  }

  @Test(
    arguments: [
      #"{"quality":"best"}"#, #"{"avatar_name":""}"#, #"{"avatar_name":"a","avatar_id":"b"}"#, #"{"voice":{"rate":2}}"#, #"{"voice":7}"#,
      #"{"idle_timeout":5}"#, #"{"api_key":"hg"}"#, #"{"nodes":{}}"#, "[]",
    ])
  func whatDoesNotFitIsRefusedAndNothingStarts(body: String) async {
    let bench = AvatarBench()
    #expect(await bench.post("/create", body).status == 422)
    #expect(bench.requests.isEmpty)
  }

  @Test(
    arguments: [
      ("vendor_limit", 429), ("vendor_key", 502), ("vendor_refused", 502), ("vendor_failed", 502), ("vendor_unreachable", 504),
    ])
  func whatTheVendorRefusesIsToldInItsWords(code: String, status: Int) async {
    let text = "the node 'avatar' did not start: \(code): cannot create a HeyGen session: the words, HTTP 400"
    for place in 0..<3 {
      let bench = AvatarBench()
      var record = SessionRecord(id: AvatarBench.id, graph: "avatar_session", channel: nil, createdAt: 1)
      record.state = .ended
      if place == 1 { record.reasonDetail = text }
      if place == 2 { record.endRecord = ["nodes": [["name": "avatar", "last_error": .string(text)]]] }
      let failure = ServiceError(.startFailed, place == 0 ? text : "a node did not start", session: record)
      bench.service.with { $0.failure = failure }
      let response = await bench.post("/create")
      #expect(response.status == status)
      #expect(response.code == code)
      #expect(response.value.object?["detail"]?.string == "cannot create a HeyGen session: the words, HTTP 400")
      #expect((response.headers["retry-after"] != nil) == (status == 429))
    }
  }

  @Test(arguments: [
    (ServiceError.Code.tooMany, 429), (.draining, 503), (.unavailable, 503), (.storage, 503), (.startFailed, 502), (.unknownGraph, 503),
  ])
  func whatTheServerRefusesIsToldWithItsStatus(code: ServiceError.Code, status: Int) async {
    let bench = AvatarBench()
    bench.service.with { $0.failure = ServiceError(code, "words") }
    #expect(await bench.post("/create").status == status)
  }

  @Test func aSessionThatCannotBeDescribedIsStopped() async {
    let bench = AvatarBench()
    bench.answer(["detail": "the words", "code": "vendor_failed"], status: .error)
    let response = await bench.post("/create")
    #expect(response.status == 502)
    #expect(response.code == "vendor_failed")
    #expect(bench.service.with { $0.stops.map(\.session) } == [AvatarBench.id])
  }

  @Test func withoutTheGraphItIsSaidWhatToDo() async {
    let bench = AvatarBench(hasGraph: false)
    let response = await bench.post("/create")
    #expect(response.status == 503)
    #expect(response.code == "no_avatar_graph")
    #expect(response.value.object?["detail"]?.string?.contains("avatar_session.json") == true)
  }
}
