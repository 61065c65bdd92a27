internal import Logging
internal import TenCore

/// The graphs of a folder as they are now. While the folder is broken, the last good ones. From any thread.
final class LiveCatalogue: Sendable {
  private struct State {
    var catalogue: GraphCatalogue
    var files: [GraphFolder.File]?
    /// What was last said to be wrong, so that it is said once.
    var reported: String?
  }

  private let folder: String
  private let logger: Logger
  private let state: Locked<State>

  init(_ catalogue: GraphCatalogue, folder: String, logger: Logger = Logger(label: "graphs")) {
    self.folder = folder
    self.logger = logger
    state = Locked(State(catalogue: catalogue))
  }

  /// Reads the folder anew where a file has changed since.
  var current: GraphCatalogue { state.withLock { refresh(&$0) } }

  private func refresh(_ state: inout State) -> GraphCatalogue {
    do throws(Diagnostics) {
      let files = try GraphFolder.files(in: folder)
      if state.files != files {
        state.catalogue = try GraphCatalogue.read(files.map(\.path))
        state.files = files
      }
      state.reported = nil
    } catch {
      let text = error.description
      if state.reported != text { logger.error("the graphs were not read anew, the last good ones are kept: \(text)") }
      state.reported = text
    }
    return state.catalogue
  }
}
