public import TenCore

/// One operation of the HTTP API: what is served, what is checked, and what the OpenAPI document says are one thing.
public struct Endpoint: Sendable {
  public enum Method: String, Sendable, CaseIterable { case get = "GET", post = "POST", put = "PUT", delete = "DELETE" }
  /// How a caller proves who it is.
  public enum Access: Sendable { case open, token }

  public var method: Method
  /// `/v1/sessions/{id}`.
  public var path: String
  public var operationID: String
  public var tag: String
  public var summary: String
  public var access = Access.token
  public var pathParameters: [Parameter] = []
  public var queryParameters: [Parameter] = []
  public var headerParameters: [Parameter] = []
  /// What the body must be; nil for none. Checked before the handler runs.
  public var body: Shape?
  /// Whether a request may have no body at all.
  public var isBodyOptional = false
  /// A body that shows what is meant.
  public var bodyExample: Value?
  public var responses: [Response]
  /// Whether its errors are in TEN's envelope.
  public var errors = ErrorForm.problem
  public var handle: @Sendable (APIRequest) async throws(APIError) -> APIResponse

  public struct Parameter: Sendable {
    public var name: String
    public var shape: Shape
    public var isRequired: Bool
    public var description: String

    public init(_ name: String, _ shape: Shape, required: Bool = false, _ description: String) {
      self.name = name
      self.shape = shape
      isRequired = required
      self.description = description
    }
  }

  public struct Response: Sendable {
    public var status: Int
    public var description: String
    /// nil for a body that is no JSON.
    public var shape: Shape?
    public var contentType: String
    /// What can be asked next, with what this answer says.
    public var links: [Link] = []

    public init(_ status: Int, _ description: String, _ shape: Shape? = nil, contentType: String = "application/json") {
      self.status = status
      self.description = description
      self.shape = shape
      self.contentType = contentType
    }
  }

  /// An operation that an answer leads to.
  public struct Link: Sendable {
    public var operationID: String
    /// By name; OpenAPI's runtime expressions, such as `$response.body#/id`.
    public var parameters: [String: String]
    /// Members of the body, likewise.
    public var body: [String: String]

    public init(_ operationID: String, _ parameters: [String: String] = [:], body: [String: String] = [:]) {
      self.operationID = operationID
      self.parameters = parameters
      self.body = body
    }
  }

  /// `problem` is RFC 9457's `application/problem+json`; `envelope` is TEN's `{"code": "10000", "data": null, "msg": "…"}`; `ten` is the same as TEN's
  /// server sends it: what it has a code for comes with status 200, and the status that is meant as `data`.
  public enum ErrorForm: Sendable {
    case problem, envelope, ten

    var isEnvelope: Bool { self != .problem }
  }

  public init(
    _ method: Method, _ path: String, _ operationID: String, tag: String, _ summary: String, responses: [Response],
    handle: @escaping @Sendable (APIRequest) async throws(APIError) -> APIResponse
  ) {
    self.method = method
    self.path = path
    self.operationID = operationID
    self.tag = tag
    self.summary = summary
    self.responses = responses
    self.handle = handle
  }
}
