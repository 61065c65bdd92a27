internal import TenCore
internal import TenGraph

extension Endpoint {
  /// The endpoint with a long answer: it is made and written away from the thread of the connection, which serves others.
  func aside() -> Endpoint {
    var endpoint = self
    let handle = endpoint.handle
    endpoint.handle = { request throws(APIError) in
      // A task of its own: any other keeps the preference for the connection's thread.
      let task = Task { await Self.written(request, handle) }
      return try await withTaskCancellationHandler {
        await task.value
      } onCancel: {
        task.cancel()
      }.get()
    }
    return endpoint
  }

  private static func written(
    _ request: APIRequest, _ handle: @Sendable (APIRequest) async throws(APIError) -> APIResponse
  ) async -> Result<APIResponse, APIError> {
    do throws(APIError) {
      var response = try await handle(request)
      if case .json(let value) = response.body { response.body = .text(JSON.text(of: value), contentType: "application/json") }
      return .success(response)
    } catch {
      return .failure(error)
    }
  }
}
