public import TenCore
public import TenTesting

/// The vendor behind a model, as the suite sees it: what it is asked, and what it answers. `StreamingLLM` is one for vendors that answer with a stream over
/// HTTP. Confined to the run's loop.
public protocol LLMVendor: AnyObject, Sendable {
  /// Through which the extension reaches it.
  var network: PuppetNetwork { get }
  /// Every request that came, in order.
  var requests: [any LLMVendorRequest] { get }
  /// How it meets the requests that come from now on; `answers` at first.
  func meet(_ manner: LLMVendorManner)
}

/// How a vendor meets requests.
public enum LLMVendorManner: Sendable {
  /// With a short text, at once.
  case answers
  /// It begins to answer, and the suite says what.
  case waits
  /// With an error.
  case refuses
}

/// One request at the vendor.
public protocol LLMVendorRequest: AnyObject, Sendable {
  /// What was sent, in which the user's words stand.
  var text: String { get }
  /// Whether the extension could still be told something: the vendor has not ended it, and the extension has not let it go.
  var isOpen: Bool { get }
  func say(_ text: String)
  func call(_ tool: String, id: String, arguments: Properties)
  func end()
  /// Its connection breaks in the middle.
  func breakOff()
}
