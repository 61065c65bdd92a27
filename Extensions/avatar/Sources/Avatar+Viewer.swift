internal import TenCore
internal import TenRuntime

/// The mode `viewer`: no channel, a room of the vendor's own. The session exists at the vendor from the start on; commands begin it, let the avatar speak, and
/// keep it alive; the end of the node stops it.
extension Avatar {
  func startViewer(_ settings: AvatarSettings) async throws(ViewerFailure) {
    let deadline = context.clock.now + settings.timing.connect
    do throws(AvatarError) {
      let provider = settings.viewerProvider
      let session = try await provider.createViewer(try http(until: deadline))
      vendorSession = session
      redactor = redactor.with(session.token)
      let room = try await provider.room(session, try http(until: deadline))
      redactor = redactor.with(room.token)
      viewer = Viewer(room: room, limit: settings.sessionLimit)
      context.log.info("the avatar '\(settings.avatarName)' has a session in a room of \(provider.name)")
    } catch {
      throw ViewerFailure(error)
    }
  }

  func handleViewer(_ command: Command) async -> CommandResult {
    do throws(ViewerFailure) {
      return .ok(try await answer(command))
    } catch {
      if error.code == .ended { context.fail("the vendor has ended the avatar's session: \(error.message)") }
      return CommandResult(.error, ["detail": .string(error.message), "code": .string(error.code.rawValue)])
    }
  }

  private func answer(_ command: Command) async throws(ViewerFailure) -> Properties {
    guard let viewer, let session = vendorSession, let settings else { throw ViewerFailure(.ended, "the avatar's session is over") }
    let provider = settings.viewerProvider
    switch command.name.text {
    case "describe": return describe(viewer)
    case "status": return viewer.status(at: context.clock.now)
    case "begin": return try await begin(viewer, session, provider)
    case "task":
      try mustHaveBegun(viewer, "speak a text")
      let task = ViewerTask(
        text: command["text"]?.string ?? "", type: command["task_type"]?.string ?? "repeat", mode: command["task_mode"]?.string ?? "sync")
      let answer = try await asking { http async throws(AvatarError) in try await provider.speak(task, session, http) }
      self.viewer?.tasks += 1
      return answer
    case "interrupt":
      try mustHaveBegun(viewer, "interrupt the avatar")
      return try await asking { http async throws(AvatarError) in
        try await provider.interrupt(session, http)
        return Properties()
      }
    case "keep_alive":
      return try await asking { http async throws(AvatarError) in
        try await provider.keepAlive(session, http)
        return Properties()
      }
    default:
      throw ViewerFailure(.unsupported, "the avatar '\(context.nodeName)' does not know the command '\(command.name)' in the mode 'viewer'")
    }
  }

  private func describe(_ viewer: Viewer) -> Properties {
    self.viewer?.isTokenGiven = true
    var answer = viewer.status(at: context.clock.now)
    answer["url"] = .string(viewer.room.url)
    answer["access_token"] = .string(viewer.isTokenGiven ? Masking.mask : viewer.room.token.reveal())
    return answer
  }

  /// A second time changes nothing.
  private func begin(_ viewer: Viewer, _ session: VendorSession, _ provider: any ViewerProvider) async throws(ViewerFailure) -> Properties {
    switch viewer.state {
    case .started: return viewer.status(at: context.clock.now)
    case .starting: throw ViewerFailure(.busy, "cannot start the avatar's session: it is being started")
    case .created: break
    }
    self.viewer?.state = .starting
    do throws(ViewerFailure) {
      _ = try await asking { http async throws(AvatarError) in
        try await provider.begin(session, http)
        return Properties()
      }
    } catch {
      self.viewer?.state = .created
      throw error
    }
    self.viewer?.state = .started
    self.viewer?.beganAt = context.clock.now
    if let limit = viewer.limit {
      context.spawn {
        try await self.context.clock.sleep(for: limit)
        self.context.endSession(reason: "the avatar's session has reached its limit of \(limit.components.seconds) s")
      }
    }
    return self.viewer?.status(at: context.clock.now) ?? Properties()
  }

  private func mustHaveBegun(_ viewer: Viewer, _ attempted: String) throws(ViewerFailure) {
    guard viewer.state == .started else {
      throw ViewerFailure(.notStarted, "cannot \(attempted): the avatar's session has not been started; start it first")
    }
  }

  private func asking(_ call: (VendorHTTP) async throws(AvatarError) -> Properties) async throws(ViewerFailure) -> Properties {
    do throws(AvatarError) {
      return try await call(try http(until: context.clock.now + session.timing.connect))
    } catch {
      throw ViewerFailure(error, isOfSession: true)
    }
  }

  private func http(until deadline: Duration) throws(AvatarError) -> VendorHTTP {
    let left = deadline - context.clock.now
    guard left > .zero, let http = http(timeout: left) else {
      throw AvatarError(attempted: "open the avatar's session", reason: "the vendor did not answer in time")
    }
    return http
  }
}
