internal import TenCore

/// What a vendor's puppet was asked during one run, by the ids that it gives its requests. Usable from any thread.
public final class VendorLog: Sendable {
  private struct State {
    var begun: [String] = []
    var cancelled: [String] = []
    var finished: [String] = []
  }

  private let state = Locked(State())

  public init() {}

  /// The vendor was given a request.
  public func began(_ id: String) { state.withLock { $0.begun.append(id) } }
  /// The vendor was told to stop a request, or its connection was closed while it worked.
  public func cancelled(_ id: String) { state.withLock { $0.cancelled.append(id) } }
  /// The vendor has done all that a request asked for.
  public func finished(_ id: String) { state.withLock { $0.finished.append(id) } }

  public var begun: [String] { state.withLock { $0.begun } }
  public var finished: [String] { state.withLock { $0.finished } }
  public var cancelled: [String] { state.withLock { $0.cancelled } }
}
