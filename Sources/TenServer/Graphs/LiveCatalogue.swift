internal import Logging
public import TenCore
public import TenSupervisor

/// The graphs of a folder as they are now. While the folder is broken, the last good ones. From any thread.
public final class LiveCatalogue: Sendable {
  private struct State {
    var catalogue: GraphCatalogue
    var files: [GraphFolder.File]?
    /// Files that are not good as they are, and when that was found: they are not read for each request.
    var broken: (files: [GraphFolder.File], at: Int)?
    /// What was last said to be wrong, so that it is said once.
    var reported: String?
  }

  /// nil for a catalogue that stays as it is.
  private let folder: String?
  /// Milliseconds after which files that have not changed are read again: a reason such as too many open files passes.
  private static let patience = 1_000
  private let logger = Logger(label: "graphs")
  private let state: Locked<State>

  /// - Throws: everything that is wrong in any file of the folder.
  public init(folder: String) throws(Diagnostics) {
    let files = try GraphFolder.files(in: folder)
    self.folder = folder
    state = Locked(State(catalogue: try GraphCatalogue.read(files.map(\.path)), files: files))
  }

  /// A catalogue that stays as it is.
  public init(_ catalogue: GraphCatalogue) {
    folder = nil
    state = Locked(State(catalogue: catalogue))
  }

  /// Reads the folder anew where a file has changed since.
  public var current: GraphCatalogue { state.withLock { refresh(&$0) } }

  /// A graph as a supervisor wants it: for its options, and for `SupervisorOptions.find`.
  public func graph(named name: String) -> SupervisorOptions.Graph? { current[name]?.graph }

  private func refresh(_ state: inout State) -> GraphCatalogue {
    guard let folder else { return state.catalogue }
    do throws(Diagnostics) {
      let files = try GraphFolder.files(in: folder)
      guard state.files != files else {
        state.reported = nil
        return state.catalogue
      }
      let now = ServerClock.monotonic()
      if let broken = state.broken, broken.files == files, now - broken.at < Self.patience { return state.catalogue }
      state.broken = (files, now)
      state.catalogue = try GraphCatalogue.read(files.map(\.path))
      state.files = files
      state.reported = nil
    } catch {
      let text = error.description
      if state.reported != text { logger.error("the graphs were not read anew, the last good ones are kept: \(text)") }
      state.reported = text
    }
    return state.catalogue
  }
}

extension GraphCatalogue.Entry {
  public var graph: SupervisorOptions.Graph { SupervisorOptions.Graph(name: name, file: file, graphName: graphName) }
}
