import TenCore
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct StoreListTests {
  /// Thirty sessions, three of each millisecond.
  func filled(_ place: StorePlace) async throws -> Store {
    let store = try place.open()
    for number in 0..<30 {
      var record = SessionRecord(
        id: "s\(10 + number)", graph: number % 2 == 0 ? "even" : "odd", channel: number % 5 == 0 ? "five" : nil, createdAt: number / 3)
      try await store.reserve(record)
      guard number < 26 else { continue }
      record.state = .ended
      record.endedAt = place.now
      try await store.update(record)
    }
    return store
  }

  func pages(_ store: Store, _ query: ArchiveQuery, of size: Int) async throws -> [String] {
    var query = query
    query.limit = size
    var ids: [String] = []
    while true {
      let page = try await store.sessions(query)
      #expect(page.count <= size)
      ids += page.map(\.id)
      guard let last = page.last, ids.count < 100 else { return ids }
      query.before = (last.createdAt, last.id)
    }
  }

  @Test(arguments: [1, 2, 4, 7, 100]) func pagesHoldEachSessionOnceTheNewestFirst(size: Int) async throws {
    let place = try StorePlace()
    let store = try await filled(place)
    #expect(try await pages(store, ArchiveQuery(), of: size) == (0..<30).reversed().map { "s\(10 + $0)" })
  }

  @Test func theLongestPageOfTheAPITellsThatAnotherFollows() async throws {
    let place = try StorePlace()
    let store = try place.open()
    for number in 0...1_000 { try await store.pass(place.record(number), endedAt: place.now) }
    let listing = SessionListing(
      context: ServerContext(
        service: FakeService(), archive: store, catalogue: GraphCatalogue(entries: []), configuration: Requests.configuration(), now: { 0 },
        random: { 0 }))
    var request = APIRequest(requestID: "r")
    request.query["limit"] = "1000"
    let page = try await listing.list(request).value.object
    #expect(page?["sessions"]?.array?.count == 1_000)
    #expect(page?["next"]?.string != nil)
  }

  @Test func sessionsAreFoundByStateGraphAndChannel() async throws {
    let place = try StorePlace()
    let store = try await filled(place)
    var query = ArchiveQuery()
    query.state = .reserved
    #expect(try await pages(store, query, of: 3) == ["s39", "s38", "s37", "s36"])
    query.graph = "odd"
    #expect(try await pages(store, query, of: 3) == ["s39", "s37"])
    query = ArchiveQuery()
    query.channel = "five"
    #expect(try await pages(store, query, of: 2) == ["s35", "s30", "s25", "s20", "s15", "s10"])
    query.graph = "even"
    query.state = .ended
    #expect(try await pages(store, query, of: 2) == ["s30", "s20", "s10"])
    query.channel = "' OR 1=1 --"
    #expect(try await store.sessions(query).isEmpty)
  }

  @Test(arguments: [0, -5, Int.min]) func aLimitThatIsNoneGivesNothing(limit: Int) async throws {
    let place = try StorePlace()
    let store = try await filled(place)
    var query = ArchiveQuery()
    query.limit = limit
    #expect(try await store.sessions(query).isEmpty)
  }

  @Test func sessionsThatComeWhileOnePagesAreNotMixedIn() async throws {
    let place = try StorePlace()
    let store = try await filled(place)
    var query = ArchiveQuery()
    query.limit = 10
    let last = try #require(try await store.sessions(query).last)
    try await store.reserve(SessionRecord(id: "s99", graph: "odd", channel: nil, createdAt: 1_000))
    query.before = (last.createdAt, last.id)
    #expect(try await store.sessions(query).first?.id == "s29")
  }
}
