import Guides
import TenRuntime
import TenTesting
import XCTest

final class GreeterByXCTest: XCTestCase {
  // snippet
  func testAGreetingIsAnswered() throws {
    try ExtensionHarness(Greeter.self, ["language": "en"]).run { trial in
      try await trial.send(DataMessage("name", ["text": "Ada"]))
      try await trial.expect(.data("greeting", ["text": "Hello Ada"]))
    }
  }
  // end

  func testAWrongExpectationShowsWhatCame() {
    let harness = ExtensionHarness(Greeter.self, ["language": "en"])
    XCTAssertThrowsError(
      try harness.run { trial in
        try await trial.send(DataMessage("name", ["text": "Ada"]))
        try await trial.expect(.data("greeting", ["text": "Goodbye"]))
      }
    ) { error in
      XCTAssertTrue("\(error)".contains("Hello Ada"), "\(error)")
    }
  }
}
