/// First parts of paths that TEN's server or its playground knows and this one does not serve, and why.
public let tenGone: [String: String] = {
  let documents = "retrieval from documents is the business of a graph's own node; this server has no routes for it"
  let designer = "there is no designer here; `tenhost validate` and `tenhost graph` check and show graphs"
  return ["/vector": documents, "/api/vector": documents, "/dev-tmp": designer, "/api/dev": designer]
}()
