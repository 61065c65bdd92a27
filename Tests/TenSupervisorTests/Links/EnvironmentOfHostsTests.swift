import TenControl
import Testing

@testable import TenSupervisor

@Suite struct TheEnvironmentOfHosts {
  private func environment(_ given: [String: String]?) -> [String: String] {
    var options = SupervisorOptions(executable: "tenhost", runtimeFolder: RuntimeFolder("/r"), logFolder: "/l")
    options.environment = given
    return ExecutableLauncher(options).environment
  }

  @Test func keepsSwiftFromPrintingTheMemoryOfAHostThatCrashed() {
    #expect(environment(["VENDOR_KEY": "k"]) == ["VENDOR_KEY": "k", "SWIFT_BACKTRACE": "enable=no"])
    let own = environment(nil)
    #expect(own["SWIFT_BACKTRACE"] != nil && own["PATH"] == OwnEnvironment.variables["PATH"] && own["PATH"] != nil)
  }

  @Test func doesWhatWhoeverStartsTheServerSaysOfBacktraces() {
    #expect(environment(["SWIFT_BACKTRACE": "enable=yes"])["SWIFT_BACKTRACE"] == "enable=yes")
  }
}
