internal import TenChannel
internal import TenCore

/// Uncompressed pictures of a channel. They do not say how their pixels are laid out: the size tells, so only layouts that differ in it can travel.
enum RawPicture {
  /// nil where the layout cannot travel, or the size does not fit it.
  static func published(_ frame: VideoFrame, timestamp: Int64) -> ChannelVideo? {
    guard format(frame.width, frame.height, frame.payload.count) == frame.format else { return nil }
    return ChannelVideo(
      codec: .raw, isKeyframe: true, width: frame.width, height: frame.height, timestamp: timestamp, payload: frame.payload)
  }

  static func received(_ video: ChannelVideo) -> VideoFrame? {
    guard video.codec == .raw, let format = format(video.width, video.height, video.payload.count) else { return nil }
    var frame = VideoFrame("video_frame", width: video.width, height: video.height, format: format, payload: video.payload)
    frame.timestamp = video.timestamp
    return frame
  }

  private static func format(_ width: Int, _ height: Int, _ bytes: Int) -> VideoFrame.PixelFormat? {
    guard (1...8_192).contains(width), (1...8_192).contains(height) else { return nil }
    switch bytes {
    case width * height * 4: return .rgba
    case width * height * 3: return .rgb24
    case width * height + 2 * ((width + 1) / 2) * ((height + 1) / 2): return .i420
    default: return nil
    }
  }
}
