internal import TenCore
internal import TenGraph
internal import TenNet

/// Asks a tenhost server. On the loop of its network only.
struct ServerClient {
  let place: ServerPlace
  let network: any Network

  func get(_ path: String) async throws(ServerFailure) -> Value { try await value(of: "GET", path) }
  func post(_ path: String) async throws(ServerFailure) -> Value { try await value(of: "POST", path) }

  /// The head of an answer that has succeeded; its body is read by the caller.
  func open(_ method: String, _ path: String, headers: HTTPHeaders = HTTPHeaders()) async throws(ServerFailure) -> HTTPResponse {
    let response: HTTPResponse
    let refusal: [UInt8]
    do throws(NetError) {
      var request = HTTPRequest(method, try NetURL(place.base + path), headers: headers)
      request.headers["Accept"] = request.headers["Accept"] ?? "application/json"
      if let token = place.token { request.headers["Authorization"] = "Bearer \(token.reveal())" }
      response = try await network.send(request)
      if response.isSuccess { return response }
      refusal = try await response.body.collect()
    } catch {
      throw ServerFailure.unreachable(error, place)
    }
    throw ServerFailure.refused(response.status, refusal, place)
  }

  private func value(of method: String, _ path: String) async throws(ServerFailure) -> Value {
    let response = try await open(method, path)
    let bytes: [UInt8]
    do { bytes = try await response.body.collect(upTo: 64 << 20) } catch { throw ServerFailure.unreachable(error, place) }
    do { return try JSON.parse(bytes) } catch { throw ServerFailure.noServer(place) }
  }
}

/// Why a server did not do what it was asked: in words that say what to do.
struct ServerFailure: Error, CustomStringConvertible {
  let description: String
  /// The HTTP status; nil without an answer.
  var status: Int?
  var isCancellation = false

  init(_ description: String, status: Int? = nil) {
    self.description = description
    self.status = status
  }

  static func unreachable(_ error: NetError, _ place: ServerPlace) -> ServerFailure {
    switch error.kind {
    case .unreachable, .timedOut:
      ServerFailure(
        "no server answers at \(place.url.origin) (\(error.reason)); start one with `tenhost serve`, or name it by --server or TENHOST_SERVER")
    case .malformed: noServer(place)
    default: other(error, place)
    }
  }

  private static func other(_ error: NetError, _ place: ServerPlace) -> ServerFailure {
    var failure = ServerFailure("asking \(place.url.origin) failed: \(error.reason)")
    failure.isCancellation = error.kind == .cancelled
    return failure
  }

  static func noServer(_ place: ServerPlace) -> ServerFailure {
    ServerFailure("what answers at \(place.url.origin) is no tenhost server; name it by --server or TENHOST_SERVER")
  }

  static func refused(_ status: Int, _ body: [UInt8], _ place: ServerPlace) -> ServerFailure {
    if status == 401 {
      let what = place.token == nil ? "asks for a token" : "does not know this token"
      return ServerFailure("the server at \(place.url.origin) \(what); set TENHOST_TOKEN, or give --token-file FILE", status: status)
    }
    guard let problem = try? JSON.parse(body).object, let detail = problem["detail"]?.string else {
      return ServerFailure(
        "the server at \(place.url.origin) answered with status \(status); is it a tenhost server of this version?", status: status)
    }
    return ServerFailure(detail, status: status)
  }
}
