import Hello
import TenRuntime
import TenTesting
import XCTest

/// The test bench works from XCTest as from Swift Testing: a failure is a thrown error.
final class HelloGreetsByXCTest: XCTestCase {
  private let harness = ExtensionHarness(Hello.self, ["greeting": "Hi"]).start(["channel": "room_17"])

  func testEverybodyIsGreetedAtTheStart() throws {
    try harness.run(seeds: 0..<100) { trial in
      try await trial.expect(.data("greeting", ["text": "Hi, everybody in room_17!"]))
      try await trial.expectNone(for: .seconds(10))
    }
  }

  func testAWrongExpectationFails() throws {
    XCTAssertThrowsError(try harness.run { trial in try await trial.expect(.data("farewell")) }) { error in
      XCTAssertTrue("\(error)".contains("expected data 'farewell' next; came data 'greeting'"), "\(error)")
    }
  }
}
