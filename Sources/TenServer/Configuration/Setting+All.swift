internal import TenControl
internal import TenCore
internal import TenSupervisor

extension Setting {
  /// In the order in which `--print-config` shows them.
  static let all: [Setting] =
    [
      listen, serverPort, text("graphs", "graphs", [], \.graphs), text("state", "state", [], \.stateFolder), runtime,
      text("host", "host", [], \.supervisor.executable), extensions,
      integer("pool", "pool", 0...1_000, [], \.supervisor.poolSize),
      integer("max_sessions", "max-sessions", 0...1_000_000, ["WORKERS_MAX"], \.supervisor.maxSessions), idle, tokenFile, tokens, corsOrigins,
      logFile, tenStatuses,
      text("agora.app_id", nil, ["AGORA_APP_ID"], \.agoraAppID), agoraCertificate,
    ] + limits + hostLimits + avatar

  private static let limits: [Setting] = [
    integer("limits.body", nil, 1_024...(64 << 20), [], \.limits.body),
    integer("limits.requests_per_second", nil, 0...1_000_000, [], \.limits.requestsPerSecond),
    integer("limits.burst", nil, 1...1_000_000, [], \.limits.burst),
    integer("limits.unauthorized_per_second", nil, 0...1_000_000, [], \.limits.unauthorizedPerSecond),
    integer("limits.unauthorized_burst", nil, 1...1_000_000, [], \.limits.unauthorizedBurst),
    integer("limits.concurrent_requests", nil, 0...100_000, [], \.limits.concurrentRequests),
    integer("limits.name_length", nil, 1...1_000, [], \.limits.nameLength),
    integer("retention.days", nil, 0...36_500, [], \.retentionDays),
    integer("retention.sessions", nil, 0...100_000_000, [], \.retentionSessions),
  ]

  private static let avatar: [Setting] = [
    text("avatar.graph", nil, [], \.avatar.graph), text("avatar.node", nil, [], \.avatar.node),
    integer("avatar.max_sessions", nil, 0...100_000, [], \.avatar.maxSessions),
    integer("avatar.idle_seconds", nil, 30...3_600, [], \.avatar.idleSeconds),
    integer("avatar.max_seconds", nil, 0...86_400, [], \.avatar.maxSeconds),
  ]

  private static let hostLimits: [Setting] = [
    integer("deadlines.start_ms", nil, 100...600_000, [], \.supervisor.startDeadline),
    integer("deadlines.stop_ms", nil, 100...600_000, [], \.supervisor.stopDeadline),
    integer("deadlines.grace_ms", nil, 0...3_600_000, [], \.supervisor.limits.grace),
    integer("pool_age_ms", nil, 1_000...86_400_000, [], \.supervisor.warmAge),
    optional("session.memory", (16 << 20)...(1 << 50), \.supervisor.limits.memory),
    optional("session.resident_memory", (16 << 20)...(1 << 50), \.supervisor.maxSessionMemory),
    optional("session.cpu_seconds", 1...100_000_000, \.supervisor.limits.processorSeconds),
    optional("session.cpu_percent", 1...1_000_000, \.supervisor.maxSessionProcessorPercent),
    optional("session.descriptors", 32...1_048_576, \.supervisor.limits.descriptors),
    integer("session.log_bytes", nil, 4_096...(1 << 40), [], \.supervisor.limits.logBytes),
    integer("admission.free_memory", nil, 0...(1 << 50), [], \.supervisor.freeMemory), freeProcessor, cgroup,
  ]

  private static let listen = Setting(key: "listen", kind: .text, variables: ["TENHOST_LISTEN"], flag: "listen") {
    configuration, value throws(SettingProblem) in
    let (host, port) = try ListenAddress.parse(value.string ?? "")
    configuration.host = host
    configuration.port = port
  } show: {
    .string(ListenAddress.text($0.host, $0.port))
  }

  /// TEN's `SERVER_PORT`; shown as part of `listen`.
  private static let serverPort = Setting(
    key: "listen.port", kind: .integer(0...65_535), variables: ["SERVER_PORT"], flag: nil, isInFile: false
  ) { configuration, value throws(SettingProblem) in
    configuration.port = value.int ?? 0
  } show: {
    Value($0.port)
  }

  private static let runtime = Setting(key: "runtime", kind: .text, variables: ["TENHOST_RUNTIME"], flag: "runtime") {
    configuration, value throws(SettingProblem) in
    let path = value.string ?? ""
    // A Unix socket's path has 107 bytes at most, and a host's name needs some of them.
    guard path.utf8.count <= 70 else { throw SettingProblem(words: "has \(path.utf8.count) bytes; a folder of sockets may have 70 at most") }
    configuration.supervisor.runtimeFolder = RuntimeFolder(path)
  } show: {
    .string($0.supervisor.runtimeFolder.path)
  }

  private static let extensions = Setting(key: "extensions", kind: .text, variables: ["TENHOST_EXTENSIONS"], flag: "extensions") {
    configuration, value throws(SettingProblem) in
    configuration.extensions = value.string.flatMap { $0.isEmpty ? nil : $0 }
  } show: {
    $0.extensions.map(Value.string) ?? .null
  }

  /// Seconds; -1 for never, as TEN has it.
  private static let idle = Setting(
    key: "idle", kind: .integer(-1...31_536_000), variables: ["WORKER_QUIT_TIMEOUT_SECONDS", "TENHOST_IDLE"], flag: "idle"
  ) { configuration, value throws(SettingProblem) in
    guard let seconds = value.int, seconds != 0 else {
      throw SettingProblem(words: "is 0; give seconds, or -1 for sessions that never end for want of a ping")
    }
    configuration.idleSeconds = seconds < 0 ? nil : seconds
  } show: {
    Value($0.idleSeconds ?? -1)
  }

  private static let tokenFile = Setting(key: "token_file", kind: .text, variables: ["TENHOST_TOKEN_FILE"], flag: "token-file") {
    configuration, value throws(SettingProblem) in
    configuration.tokens += try TokenFile.read(value.string ?? "")
  } show: { _ in
    .null
  }

  private static let tokens = Setting(key: "tokens", kind: .list, variables: ["TENHOST_TOKENS"], flag: nil, isSecret: true, isInFile: false) {
    configuration, value throws(SettingProblem) in
    configuration.tokens += try TokenFile.tokens((value.array ?? []).compactMap(\.string))
  } show: {
    .array($0.tokens.map { .string($0.description) })
  }

  private static let corsOrigins = Setting(key: "cors_origins", kind: .list, variables: ["TENHOST_CORS_ORIGINS"], flag: "cors-origin") {
    configuration, value throws(SettingProblem) in
    let origins = (value.array ?? []).compactMap(\.string)
    for origin in origins { try CORSOrigin.check(origin) }
    configuration.corsOrigins = origins
  } show: {
    .array($0.corsOrigins.map(Value.string))
  }

  private static let logFile = Setting(key: "log_file", kind: .text, variables: ["TENHOST_LOG_FILE"], flag: "log-file") {
    configuration, value throws(SettingProblem) in
    configuration.accessLogFile = value.string.flatMap { $0.isEmpty ? nil : $0 }
  } show: {
    $0.accessLogFile.map(Value.string) ?? .null
  }

  private static let tenStatuses = Setting(key: "ten.statuses", kind: .text, variables: [variable("ten.statuses")], flag: nil) {
    configuration, value throws(SettingProblem) in
    guard let statuses = ServerConfiguration.TENStatuses(rawValue: value.string ?? "") else {
      throw SettingProblem(words: "is neither 'ten' (200 to everything that TEN has a code for) nor 'http'")
    }
    configuration.tenStatuses = statuses
  } show: {
    .string($0.tenStatuses.rawValue)
  }

  private static let agoraCertificate = Setting(
    key: "agora.certificate", kind: .text, variables: ["AGORA_APP_CERTIFICATE"], flag: nil, isSecret: true, isInFile: false
  ) { configuration, value throws(SettingProblem) in
    configuration.agoraCertificate = value.string.flatMap { $0.isEmpty ? nil : Secret($0) }
  } show: {
    $0.agoraCertificate.map { .string($0.description) } ?? .null
  }

  private static let freeProcessor = Setting(
    key: "admission.free_cpu", kind: .share, variables: ["TENHOST_ADMISSION_FREE_CPU"], flag: nil
  ) { configuration, value throws(SettingProblem) in
    configuration.supervisor.freeProcessor = value.double ?? 0
  } show: {
    .float($0.supervisor.freeProcessor)
  }

  private static let cgroup = Setting(key: "cgroup", kind: .text, variables: ["TENHOST_CGROUP"], flag: nil) {
    configuration, value throws(SettingProblem) in
    configuration.supervisor.cgroup = value.string.flatMap { $0.isEmpty ? nil : $0 }
  } show: {
    $0.supervisor.cgroup.map(Value.string) ?? .null
  }
}
