internal import CUV

extension UVError {
  /// Cancelled, because what it was for was closed.
  public static let cancelled = UVError(rawValue: UV_ECANCELED.rawValue)
  public static let addressInUse = UVError(rawValue: UV_EADDRINUSE.rawValue)
  public static let brokenPipe = UVError(rawValue: UV_EPIPE.rawValue)
  public static let noSuchFile = UVError(rawValue: UV_ENOENT.rawValue)
  public static let noSuchProcess = UVError(rawValue: UV_ESRCH.rawValue)
  public static let invalidArgument = UVError(rawValue: UV_EINVAL.rawValue)
  public static let nameTooLong = UVError(rawValue: UV_ENAMETOOLONG.rawValue)
  /// The queue of what is to be written is full: the other side reads too slowly.
  public static let queueFull = UVError(rawValue: UV_ENOBUFS.rawValue)
  /// Something of the kind goes on already.
  public static let busy = UVError(rawValue: UV_EBUSY.rawValue)
  static let endOfFile = UVError(rawValue: UV_EOF.rawValue)

  /// The same code with what was attempted.
  func attempting(_ text: String) -> UVError { UVError(rawValue: rawValue, attempted: text) }
}
