internal import Glibc

/// Blocks the calling thread, and with it the whole loop: `poll` waits for nothing until its time is over.
func block(milliseconds: Int) { _ = poll(nil, 0, Int32(clamping: milliseconds)) }
