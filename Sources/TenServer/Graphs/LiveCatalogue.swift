internal import Logging
public import TenCore
public import TenSupervisor

/// The graphs of a folder as they are now. From any thread.
///
/// Of a file that is broken, its last good graphs go on. Of two graphs of one name, the one that was there first.
public final class LiveCatalogue: Sendable {
  private struct State {
    var catalogue: GraphCatalogue { didSet { offered = Self.offered(catalogue) } }
    var offered: [String: SupervisorOptions.Graph]
    var files: [GraphFolder.File]?
    /// Files that are not good as they are, and when that was found: they are not read for each request.
    var broken: (files: [GraphFolder.File], at: Int)?
    /// What was last said to be wrong, so that it is said once.
    var reported: String?

    init(_ catalogue: GraphCatalogue, files: [GraphFolder.File]? = nil) {
      self.catalogue = catalogue
      self.files = files
      offered = Self.offered(catalogue)
    }

    private static func offered(_ catalogue: GraphCatalogue) -> [String: SupervisorOptions.Graph] {
      Dictionary(catalogue.entries.map { ($0.name, $0.graph) }) { first, _ in first }
    }
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
    state = Locked(State(try GraphCatalogue.read(files.map(\.path)), files: files))
  }

  /// A catalogue that stays as it is.
  public init(_ catalogue: GraphCatalogue) {
    folder = nil
    state = Locked(State(catalogue))
  }

  /// Reads the folder anew where a file has changed since.
  public var current: GraphCatalogue {
    state.withLock { state in
      refresh(&state)
      return state.catalogue
    }
  }

  /// The same for `SupervisorOptions.catalogue`.
  public var offered: [String: SupervisorOptions.Graph] {
    state.withLock { state in
      refresh(&state)
      return state.offered
    }
  }

  /// What was wrong in the folder when it was last looked at.
  var problem: String? { state.withLock { $0.reported } }

  private func refresh(_ state: inout State) {
    guard let folder else { return }
    do throws(Diagnostics) {
      let files = try GraphFolder.files(in: folder)
      guard state.files != files else {
        state.reported = nil
        return
      }
      let now = ServerClock.monotonic()
      if let broken = state.broken, broken.files == files, now - broken.at < Self.patience { return }
      state.broken = (files, now)
      let (catalogue, problems) = GraphCatalogue.read(files.map(\.path), after: state.catalogue)
      if catalogue.entries != state.catalogue.entries { state.catalogue = catalogue }
      guard problems.isEmpty else { throw Diagnostics(problems) }
      state.files = files
      state.reported = nil
    } catch {
      let text = error.description
      if state.reported != text { logger.error("what is wrong in the folder of graphs is not served; graphs that were good before go on: \(text)") }
      state.reported = text
    }
  }
}

extension GraphCatalogue.Entry {
  public var graph: SupervisorOptions.Graph { SupervisorOptions.Graph(name: name, file: file, graphName: graphName) }
}
