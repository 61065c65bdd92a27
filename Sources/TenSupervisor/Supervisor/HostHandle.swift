internal import TenControl

/// A host that the supervisor knows: its process, its connection, and what it is used for. On the loop's thread only.
final class HostHandle: @unchecked Sendable {
  // @unchecked: protected by the loop's thread.
  let name: String
  let graph: String
  let lease: String
  let process: ProcessIdentity
  let link: HostLink
  /// nil for one that was taken over from a server before.
  let server: ForkServerLink?
  /// Fulfilled when its process has ended.
  let gone = Promise<HostEnd?>()
  var session: LiveSession?
  /// The journal knows it.
  var isJournalled = false
  var isPrepared = false
  /// When its pool heard of that.
  var preparedAt: Int?
  /// It is being ended, and nothing that comes from it counts.
  var isRetired = false
  /// What it told before it had a session.
  var early: [HostEvent] = []
  var memory = 0
  var processorSeconds = 0.0

  init(name: String, graph: String, lease: String, process: ProcessIdentity, link: HostLink, server: ForkServerLink?) {
    self.name = name
    self.graph = graph
    self.lease = lease
    self.process = process
    self.link = link
    self.server = server
  }
}
