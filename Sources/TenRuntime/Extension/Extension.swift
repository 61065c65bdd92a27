public import TenCore

/// A type of node: an actor that handles messages, with a manifest that says which.
///
/// A node is made for each session, runs on its group's loop, and is owned by its session: whatever it starts ends with it. All but the first three
/// requirements have defaults, so that the smallest node is
///
/// ```swift
/// actor Echo: Extension {
///   static let manifest = Manifest(embedded: PackageResources.manifest_json)
///   nonisolated let context: ExtensionContext
///   init(_ context: ExtensionContext) { self.context = context }
///
///   func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult { .ok(command.properties) }
/// }
/// ```
///
/// A node handles each kind of message in one of two layers: `handle`, which may suspend, or `receive`, which is synchronous and meant for the hot path.
/// Data and frames are handed over one after the other, each when the handler of the one before has ended; commands overlap after their first suspension,
/// unless the manifest says `serial`. An extension never installs signal handlers.
public protocol Extension: Actor {
  /// What it takes and sends; usually its `manifest.json`, embedded at build time.
  static var manifest: Manifest { get }
  /// Values for properties that a graph does not set; usually its `property.json`.
  static var defaults: Properties { get }
  /// The node's door to the runtime.
  nonisolated var context: ExtensionContext { get }
  /// Makes a node. Throwing refuses the session; nothing was started yet.
  init(_ context: ExtensionContext) throws

  /// Before the start message: load libraries and models, resolve names. May not send, and takes nothing exclusive or billed.
  func prepare() async throws
  /// The session's values. The node runs when this returns; throwing refuses the session, with this error.
  func start(_ start: StartMessage) async throws
  /// - Returns: the command's final result; partial results go through `reply` before.
  func handle(_ command: Command, _ reply: PendingReply) async throws -> CommandResult
  func handle(_ data: DataMessage) async throws
  func handle(_ frame: AudioFrame) async throws
  func handle(_ frame: VideoFrame) async throws
  func receive(_ command: Command, _ reply: consuming Reply)
  func receive(_ data: DataMessage)
  func receive(_ frame: AudioFrame)
  func receive(_ frame: VideoFrame)
  /// A turn, and every turn before it, has ended: let go of what belongs to them. Runs beside suspended handlers, within 100 ms.
  func interrupted(turn: Turn) async
  /// The last call, bounded by a deadline; always made if `prepare` was. May still send and get results.
  func stop() async
}
