import Glibc
import TenControl
import TenCore
import TenNet
import TenSupervisor
import Testing

@testable import TenServer

@Suite struct V1StreamTests {
  private func event(_ sequence: Int, _ kind: HostEvent.Kind, _ body: Properties = [:]) -> HostEvent {
    HostEvent(sequence: sequence, kind: kind, time: 1_700_000_000_000, body: body)
  }

  private func events(_ text: String) throws -> [ServerSentEvent] {
    var parser = ServerSentEventParser()
    return try parser.feed(Array(text.utf8))
  }

  private func bench() -> V1Bench {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(1))
    bench.service.emit(event(1, .ready), of: V1Bench.id(1))
    bench.service.emit(event(2, .transcript, ["text": "hi\nthere"]), of: V1Bench.id(1))
    bench.service.emit(event(3, .counters, ["sent": 5]), of: V1Bench.id(1))
    bench.service.emit(event(4, .endRecord, ["reason": "finished"]), of: V1Bench.id(1))
    return bench
  }

  @Test func eventsAreNumberedAndEndWithTheEndRecord() async throws {
    let response = await bench().send("GET", "/v1/sessions/\(V1Bench.id(1))/events")
    let found = try events(await response.collected())
    #expect(found.map(\.event) == ["ready", "transcript", "end_record"])
    #expect(found.map(\.id) == ["1", "2", "4"])
    #expect(found[1].data.contains(#""kind":"transcript""#) || found[1].data.contains(#""kind": "transcript""#))
    #expect(found[2].data.contains("finished"))
  }

  @Test(arguments: [("?since=1", nil), ("", "1"), ("?since=1", "0")] as [(String, String?)])
  func aReaderGoesOnWhereItWas(query: String, header: String?) async throws {
    let response = await bench().send(
      "GET", "/v1/sessions/\(V1Bench.id(1))/events\(query)", headers: header.map { ["last-event-id": $0] } ?? [:])
    #expect(try events(await response.collected()).map(\.id) == ["2", "4"])
  }

  @Test func countersComeToWhoWantsThemAndTheWatchEnds() async throws {
    let bench = bench()
    let response = await bench.send("GET", "/v1/sessions/\(V1Bench.id(1))/events?counters=500")
    #expect(try events(await response.collected()).map(\.event) == ["ready", "transcript", "counters", "end_record"])
    while bench.service.with({ $0.watches.count }) < 2 { await Task.yield() }
    #expect(bench.service.with { $0.watches.map(\.milliseconds) } == [500, 0])
  }

  @Test func theMostImpatientOfTwoReadersIsServed() async {
    let service = FakeService()
    let watches = Watches()
    let slow = await watches.begin("s", 1_000, service)
    let fast = await watches.begin("s", 100, service)
    await watches.end(fast, service)
    await watches.end(slow, service)
    #expect(service.with { $0.watches.map(\.milliseconds) } == [1_000, 100, 1_000, 0])
  }

  @Test func anEndedSessionGivesItsEndRecordAlone() async throws {
    let bench = V1Bench()
    bench.addEnded(V1Bench.id(2))
    let found = try events(await bench.send("GET", "/v1/sessions/\(V1Bench.id(2))/events").collected())
    #expect(found.map(\.event) == ["end_record"])
    #expect(found.first?.data.contains("the vendor closed the connection") == true)
  }

  @Test func aSessionWhoseHostDiedEndsWithTheRecordThatTheServerMade() async throws {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(1))
    let response = await bench.send("GET", "/v1/sessions/\(V1Bench.id(1))/events")
    bench.addEnded(V1Bench.id(1), reason: "crashed")
    for listener in bench.service.with({ $0.listeners }) { listener.continuation.finish() }
    let found = try events(await response.collected())
    #expect(found.map(\.event) == ["end_record"])
    #expect(found.first?.data.contains("crashed") == true)
  }

  @Test func aQuietStreamHasAHeartbeat() async throws {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(1))
    let response = await bench.send("GET", "/v1/sessions/\(V1Bench.id(1))/events")
    var stream = try #require(response.stream).makeAsyncIterator()
    #expect(await stream.next() == Array("retry: 2000\n\n".utf8))
    while bench.beating.withLock({ $0.isEmpty }) { await Task.yield() }
    bench.beat()
    #expect(await stream.next() == Array(": \n\n".utf8))
  }

  @Test func aReaderThatLetsTooManyBytesWaitIsDisconnected() async throws {
    let (bench, id) = (V1Bench(), V1Bench.id(1))
    bench.service.add(id)
    let large = Properties([("text", .string(String(repeating: "x", count: 1 << 19)))])
    for number in 1...40 { bench.service.emit(event(number, .transcript, large), of: id) }
    bench.service.emit(event(41, .endRecord), of: id)
    let response = await bench.send("GET", "/v1/sessions/\(id)/events?counters=500")
    // The second watch is that of the end.
    while bench.service.with({ $0.watches.count }) < 2 { await Task.yield() }
    let found = try events(await response.collected())
    #expect(found.map(\.id) == (1...15).map(String.init))
    let rest = try events(await bench.send("GET", "/v1/sessions/\(id)/events?since=39").collected())
    #expect(rest.map(\.event) == ["transcript", "end_record"])
  }

  @Test func allThatIsKeptIsGivenToANewReader() async throws {
    let (bench, id) = (V1Bench(), V1Bench.id(1))
    bench.service.add(id)
    for number in 1..<EventLog.capacity { bench.service.emit(event(number, .transcript), of: id) }
    bench.service.emit(event(EventLog.capacity, .endRecord), of: id)
    let response = await bench.send("GET", "/v1/sessions/\(id)/events?counters=500")
    while bench.service.with({ $0.watches.count }) < 2 { await Task.yield() }
    #expect(try events(await response.collected()).count == EventLog.capacity)
  }

  @Test func aPieceThatIsLongerThanAllThatMayWaitWaitsAlone() async {
    let outbox = Outbox(pieces: 4, bytes: 10)
    #expect(outbox.send(Array(repeating: 1, count: 20)))
    var reader = outbox.stream.makeAsyncIterator()
    #expect(await reader.next()?.count == 20)
    #expect(outbox.send(Array(repeating: 1, count: 6)))
    #expect(outbox.send(Array(repeating: 1, count: 4)))
    #expect(!outbox.send([1]))
    #expect(await reader.next()?.count == 6)
    #expect(!outbox.send([1]), "it has ended")
    #expect(await reader.next()?.count == 4)
    #expect(await reader.next() == nil)
  }

  @Test(arguments: ["since=-1", "since=x", "counters=1", "counters=99999999"]) func aWrongNumberIsRefused(query: String) async {
    #expect(await bench().send("GET", "/v1/sessions/\(V1Bench.id(1))/events?\(query)").status == 422)
  }

  @Test func theLogOfALiveSessionIsReadFromItsFilesAndOfAnEndedOneFromItsFolder() async {
    let bench = V1Bench()
    bench.service.add(V1Bench.id(1))
    bench.logs.write("{\"n\":1}\n", to: "h.log.1")
    bench.logs.write("{\"n\":2}\n{\"n\":3}\n", to: "h.log")
    bench.service.with { [path = bench.logs.path] in $0.logFiles = ["\(path)/h.log.1", "\(path)/h.log"] }
    let all = await bench.send("GET", "/v1/sessions/\(V1Bench.id(1))/logs")
    #expect(all.text == "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n")
    #expect(await bench.send("GET", "/v1/sessions/\(V1Bench.id(1))/logs?tail=2").text == "{\"n\":2}\n{\"n\":3}\n")
    #expect(await bench.send("GET", "/v1/sessions/\(V1Bench.id(1))/logs?tail=0").text == "")
    bench.addEnded(V1Bench.id(2))
    #expect(await bench.send("GET", "/v1/sessions/\(V1Bench.id(2))/logs").code == "no_log")
    bench.logs.write("{\"n\":9}\n", to: "\(V1Bench.id(2)).jsonl")
    #expect(await bench.send("GET", "/v1/sessions/\(V1Bench.id(2))/logs").text == "{\"n\":9}\n")
  }

  @Test func ofALogOnlyTheGraveLinesAreRead() async {
    let bench = V1Bench()
    let id = V1Bench.id(2)
    bench.addEnded(id)
    let lines = ["info", "error", "warning", "debug", "critical"].map { "{\"level\":\"\($0)\"}\n" }
    bench.logs.write("no JSON\n" + lines.joined(), to: "\(id).jsonl")
    #expect(await bench.send("GET", "/v1/sessions/\(id)/logs?level=warning").text == "no JSON\n" + lines[1] + lines[2] + lines[4])
    #expect(await bench.send("GET", "/v1/sessions/\(id)/logs?level=error&tail=1").text == lines[4])
    #expect(await bench.send("GET", "/v1/sessions/\(id)/logs?level=grave").status / 100 == 4)
  }

  @Test func aLogIsFollowedOverItsRenamingUpToTheEnd() async throws {
    let bench = V1Bench()
    let id = V1Bench.id(1)
    bench.service.add(id)
    bench.logs.write("1\n2\nhal", to: "h.log")
    bench.service.with { [path = bench.logs.path] in $0.logFiles = ["\(path)/h.log"] }
    let response = await bench.send("GET", "/v1/sessions/\(id)/logs?follow=true&tail=1")
    var stream = try #require(response.stream).makeAsyncIterator()
    #expect(await stream.next() == Array("2\n".utf8))
    while bench.beating.withLock({ $0.isEmpty }) { await Task.yield() }
    bench.logs.write("f\n", to: "h.log", appending: true)
    bench.beat()
    #expect(await stream.next() == Array("half\n".utf8))
    rename("\(bench.logs.path)/h.log", "\(bench.logs.path)/h.log.1")
    bench.logs.write("4\n", to: "h.log.1", appending: true)
    bench.logs.write("5\n", to: "h.log")
    bench.beat()
    #expect(await stream.next() == Array("4\n5\n".utf8))
    bench.logs.write("6\n", to: "h.log", appending: true)
    bench.service.with { $0.records[id] = nil }
    bench.beat()
    #expect(await stream.next() == Array("6\n".utf8))
    #expect(await stream.next() == nil)
  }
}
