internal import TenCore
internal import TenGraph
internal import TenNet
public import TenTesting

/// A model's vendor that answers each request with a stream over HTTP. The author says how its answers are written.
///
/// ```swift
/// let vendor = StreamingLLM(
///   .init(text: { "text: \($0)\n" }, call: { id, name, arguments in "tool: \(id) \(name) \(arguments)\n" }, end: "end\n"))
/// ```
public final class StreamingLLM: LLMVendor {
  /// How the vendor writes.
  public struct Wire: Sendable {
    var text: @Sendable (String) -> String
    var call: @Sendable (_ id: String, _ name: String, _ arguments: String) -> String
    var end: String
    var status: Int
    var refusal: String

    /// - Parameters:
    ///   - text: writes a piece of an answer.
    ///   - call: writes the call of a tool; `arguments` is a JSON text.
    ///   - end: the last thing of an answer.
    ///   - status: the status of HTTP of an answer to a request that is refused.
    ///   - refusal: the body of an answer with `status`, for a request that is refused.
    public init(
      text: @escaping @Sendable (String) -> String, call: @escaping @Sendable (_ id: String, _ name: String, _ arguments: String) -> String,
      end: String,
      status: Int = 400, refusal: String = "{}"
    ) {
      self.text = text
      self.call = call
      self.end = end
      self.status = status
      self.refusal = refusal
    }
  }

  public let network: PuppetNetwork
  private let desk: Desk

  public init(_ wire: Wire) {
    let desk = Desk(wire)
    self.desk = desk
    network = PuppetNetwork { request throws(NetError) in desk.answer(request) }
    desk.state.withLock { [network] in $0.network = network }
  }

  public var requests: [any LLMVendorRequest] { desk.state.withLock { $0.requests } }
  public func meet(_ manner: LLMVendorManner) { desk.state.withLock { $0.manner = manner } }

  /// Where requests come in.
  private final class Desk: Sendable {
    struct State {
      var manner = LLMVendorManner.answers
      var requests: [StreamingLLMRequest] = []
      weak var network: PuppetNetwork?
    }

    let wire: Wire
    let state = Locked(State())

    init(_ wire: Wire) { self.wire = wire }

    func answer(_ request: HTTPRequest) -> HTTPResponse {
      let asked = StreamingLLMRequest(request, wire, state.withLock { $0.network }?.loop)
      let manner = state.withLock { state in
        state.requests.append(asked)
        return state.manner
      }
      switch manner {
      case .waits: break
      case .refuses:
        asked.end()
        return .text(wire.status, wire.refusal)
      case .answers:
        asked.say("Hello ")
        asked.say("there.")
        asked.end()
      }
      return asked.response
    }
  }
}
