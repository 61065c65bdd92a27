internal import GRDB

/// Why the store did not do what it was asked for: what was attempted, the reason, and what to do.
public struct StoreError: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    /// The folder or the file cannot be used.
    case folder
    /// The file is no database, or is damaged. It is kept as it is.
    case damaged
    /// A newer server has written the database.
    case newer
    /// No space is left. The store works again as soon as there is.
    case full
    /// There is a session of this id already, or it has ended.
    case conflict
    case failed
  }

  public var code: Code
  public var description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  /// - Parameter attempted: as "store the session 's…'".
  init(_ attempted: String, in path: String, _ error: any Error) {
    guard let error = error as? DatabaseError else {
      self.init(.failed, "cannot \(attempted) in '\(path)': \(error)")
      return
    }
    let reason = "\(error.message ?? "no reason given") (SQLite \(error.extendedResultCode.rawValue))"
    let (code, advice): (Code, String) =
      switch error.resultCode {
      case .SQLITE_FULL: (.full, "free some space; the store works again as soon as there is")
      case .SQLITE_NOTADB, .SQLITE_CORRUPT:
        (.damaged, "the file is kept as it is; move it away to begin with an empty store, or put a copy of it in its place")
      case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
        (.folder, "the server's user must be able to write the file and its folder")
      case .SQLITE_BUSY, .SQLITE_LOCKED: (.failed, "another process holds the database; end it")
      default: (.failed, "see the reason")
      }
    self.init(code, "cannot \(attempted) in '\(path)': \(reason); \(advice)")
  }
}
