import TenControl
import TenCore
import TenGraph
import TenSupervisor
import Testing

@testable import TenServer

/// What a server is told, by whom, and what is wrong with it.
@Suite struct ConfigurationTests {
  private static func load(
    file: String? = nil, environment: [String: String] = [:], flags: [String: [String]] = [:], named: String? = nil
  ) throws -> LoadedConfiguration {
    let loader = ConfigurationLoader(environment: environment, userID: 1_000, host: "/opt/tenhost") { path in
      guard let file, path == ConfigurationLoader.usualFile || path == "my.json" else { throw FileError(path: path, reason: "no such file") }
      return Array(file.utf8)
    }
    return try loader.load(file: named, flags: flags)
  }

  private static func problems(_ body: () throws -> LoadedConfiguration) -> [Diagnostic] {
    do {
      _ = try body()
      return []
    } catch {
      return (error as? Diagnostics)?.list ?? []
    }
  }

  @Test func eachSourceIsStrongerThanTheOneBefore() throws {
    let file = #"{"max_sessions": 1, "pool": 1, "idle": 1}"#
    let loaded = try Self.load(
      file: file, environment: ["TENHOST_POOL": "2", "WORKERS_MAX": "3", "TENHOST_IDLE": "2"], flags: ["idle": ["-1"]])
    #expect(loaded.configuration.supervisor.maxSessions == 3)
    #expect(loaded.configuration.supervisor.poolSize == 2)
    #expect(loaded.configuration.idleSeconds == nil)
    let sources = Dictionary(uniqueKeysWithValues: loaded.entries.map { ($0.key, $0.source) })
    #expect(sources["max_sessions"] == .variable("WORKERS_MAX"))
    #expect(sources["pool"] == .variable("TENHOST_POOL"))
    #expect(sources["idle"] == .flag("idle"))
    #expect(sources["graphs"] == .standard)
    #expect(try Self.load(file: "{\n\"pool\": 1}").entries.first { $0.key == "pool" }?.source == .file(ConfigurationLoader.usualFile, line: 2))
  }

  @Test func variablesOfTENAreUnderstoodAndYieldToOurs() throws {
    let loaded = try Self.load(environment: [
      "WORKERS_MAX": "7", "TENHOST_MAX_SESSIONS": "9", "SERVER_PORT": "9000", "AGORA_APP_ID": "app", "AGORA_APP_CERTIFICATE": "certificate",
      "LOG_PATH": "/var/log", "WORKER_QUIT_TIMEOUT_SECONDS": "30",
    ])
    #expect(loaded.configuration.supervisor.maxSessions == 9)
    #expect(loaded.configuration.port == 9_000)
    #expect(loaded.configuration.agoraCertificate?.reveal() == "certificate")
    #expect(loaded.configuration.idleSeconds == 30)
    #expect(loaded.notes.contains { $0.contains("LOG_PATH") })
  }

  @Test func theStatusesOfTENsRoutesAreThoseOfTENOrOfHTTP() throws {
    #expect(try Self.load().configuration.tenStatuses == .ten)
    #expect(try Self.load(environment: ["TENHOST_TEN_STATUSES": "http"]).configuration.tenStatuses == .http)
    #expect(Self.problems { try Self.load(file: #"{"ten": {"statuses": "400"}}"#) }.first?.message.contains("'http'") == true)
  }

  @Test func everythingThatIsWrongInAFileIsToldAtOnceWithItsPlace() throws {
    let file = """
      {
        "lissen": "127.0.0.1:1",
        "pool": "two",
        "limits": {"body": 12, "bodi": 3},
        "tokens": ["0123456789abcdef"],
        "cors_origins": ["*"]
      }
      """
    let problems = Self.problems { try Self.load(file: file, named: "my.json") }
    #expect(problems.map(\.line) == [2, 3, 4, 4, 5, 6])
    #expect(problems.map(\.code) == ["C002", "C003", "C003", "C002", "C002", "C003"])
    #expect(problems[0].suggestion == "did you mean 'listen'?")
    #expect(problems.allSatisfy { $0.file == "my.json" && $0.column != nil })
  }

  @Test func wrongFlagsAndVariablesAreToldTogetherAndByName() {
    let problems = Self.problems { try Self.load(environment: ["TENHOST_POOL": "-1"], flags: ["listen": ["8080"], "idle": ["0"]]) }
    #expect(problems.count == 3)
    #expect(problems.contains { $0.message.contains("TENHOST_POOL") })
    #expect(problems.contains { $0.message.contains("--listen") && $0.message.contains("HOST:PORT") })
    #expect(problems.contains { $0.message.contains("--idle") })
  }

  @Test func aFileThatSomebodyNamedMustBeThere() {
    #expect(Self.problems { try Self.load(named: "other.json") }.map(\.code) == ["C001"])
    #expect(Self.problems { try Self.load(file: nil) }.isEmpty)
    #expect(Self.problems { try Self.load(file: "{") }.map(\.code) == ["G001"])
  }

  @Test(arguments: ["0.0.0.0:8080", "192.168.1.5:80", "[::]:80", "example.com:80"])
  func anAddressThatOthersReachNeedsATokenToStart(address: String) throws {
    #expect(Self.problems { try Self.load(flags: ["listen": [address]]) }.map(\.code) == ["C004"])
    #expect(try Self.load(environment: ["TENHOST_TOKENS": "0123456789abcdef"], flags: ["listen": [address]]).configuration.tokens.count == 1)
  }

  @Test(arguments: [("127.0.0.1:0", "127.0.0.1", 0), (":80", "127.0.0.1", 80), ("[::1]:8080", "::1", 8_080), ("localhost:1", "localhost", 1)])
  func addressesOfThisMachineNeedNone(address: String, host: String, port: Int) throws {
    let configuration = try Self.load(flags: ["listen": [address]]).configuration
    #expect(configuration.host == host)
    #expect(configuration.port == port)
  }

  @Test func secretsAreMaskedWhereverTheConfigurationIsShown() throws {
    let loaded = try Self.load(environment: ["TENHOST_TOKENS": "0123456789abcdef,fedcba9876543210", "AGORA_APP_CERTIFICATE": "certificate-text"])
    for text in [loaded.text(json: true), loaded.text(json: false), "\(loaded)", "\(loaded.configuration)"] {
      #expect(!text.contains("0123456789abcdef") && !text.contains("fedcba") && !text.contains("certificate-text"))
    }
    let json = try JSON.parse(loaded.text(json: true)).object
    #expect(json?["tokens"]?.object?["value"] == ["***", "***"])
    #expect(json?["tokens"]?.object?["from"] == "environment, TENHOST_TOKENS")
  }

  @Test func aTokenThatIsTooShortIsToldWithoutItsText() {
    let problems = Self.problems { try Self.load(environment: ["TENHOST_TOKENS": "hunter2"]) }
    #expect(problems.count == 1)
    #expect(!"\(problems)".contains("hunter2"))
  }

  @Test func foldersFollowTheSystemsCustoms() throws {
    let system = try Self.load(environment: ["STATE_DIRECTORY": "/var/lib/a:/b", "RUNTIME_DIRECTORY": "/run/a"]).configuration
    #expect(system.stateFolder == "/var/lib/a")
    #expect(system.supervisor.runtimeFolder.path == "/run/a")
    #expect(system.supervisor.logFolder == "/var/lib/a/logs")
    #expect(try Self.load(environment: ["HOME": "/srv/x"]).configuration.stateFolder == "/srv/x/.local/state/tenhost")
  }

  @Test func aVariableThatIsMisspeltIsNoted() throws {
    #expect(try Self.load(environment: ["TENHOST_POLL": "3"]).notes.contains { $0.contains("did you mean TENHOST_POOL?") })
  }

  @Test func everySettingHasNamesOfItsOwn() {
    let settings = Setting.all
    #expect(Set(settings.map(\.key)).count == settings.count)
    let variables = settings.flatMap(\.variables)
    #expect(Set(variables).count == variables.count)
    let flags = settings.compactMap(\.flag)
    #expect(Set(flags).count == flags.count)
  }
}
