internal import Glibc

/// The state folder: leases and channels are nobody else's business.
enum StoreFolder {
  /// Makes the folder and an empty file for the database where there is none, for the server's user alone.
  static func prepare(_ folder: String, file: String) throws(StoreError) {
    guard !folder.isEmpty else { throw StoreError(.folder, "cannot open the store: no state folder is given; set 'state_folder'") }
    try make(folder)
    var status = stat()
    guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw StoreError(.folder, "cannot open the store in '\(folder)': it is no folder; give another state folder")
    }
    guard status.st_mode & 0o022 == 0 else {
      throw StoreError(.folder, "cannot open the store in '\(folder)': others may write in this folder; run: chmod go-w '\(folder)'")
    }
    // The database's log and shared memory get the mode of the file.
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else {
      throw StoreError(.folder, "cannot open the store '\(file)': \(String(cString: strerror(errno))); the server's user must be able to write it")
    }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.folder, "cannot open the store '\(file)': it is no file; move it away")
    }
    if status.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
  }

  private static func make(_ folder: String) throws(StoreError) {
    guard mkdir(folder, 0o700) != 0, errno == ENOENT else { return }
    if let slash = folder.lastIndex(of: "/"), slash != folder.startIndex { try make(String(folder[..<slash])) }
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw StoreError(.folder, "cannot make the state folder '\(folder)': \(String(cString: strerror(errno)))")
    }
  }
}
