internal import ArgumentParser
internal import TenCore
internal import TenGraph

struct GraphCommand: ExtensionsUser {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Shows a compiled graph: nodes, groups, routes, and who takes which start value.",
    discussion: "tenhost graph graphs/demo.json --mermaid")

  enum Form: String, EnumerableFlag { case text, mermaid, dot }

  @Argument(help: "The graph file.", completion: .file(extensions: ["json"])) var file: String
  @OptionGroup var libraries: LibraryOptions
  @Flag(help: "For a terminal (the default), as a Mermaid chart, or for Graphviz.") var form = Form.text
  @Option(name: .customLong("graph"), help: "Which graph of the file.") var graphName: String?
  @OptionGroup var replace: ReplaceOption

  var json: Bool { false }

  func run(in surroundings: Surroundings) -> HostExit {
    let problems = ProblemReport(surroundings: surroundings, json: false)
    do {
      let source = GraphSource(
        file: file, name: graphName, replacing: try replace.pairs, surroundings, environment: surroundings.environment)
      do throws(Diagnostics) {
        // Variables do not change a graph's shape.
        let graph = try source.compileWithStandIns().graph
        switch form {
        case .text: surroundings.output.write(GraphRendering.text(graph))
        case .mermaid: surroundings.output.write(GraphRendering.mermaid(graph))
        case .dot: surroundings.output.write(GraphRendering.dot(graph))
        }
        return .ok
      } catch {
        problems.show(error.list)
        return source.isUnreadable(error) ? .usage : .invalidGraph
      }
    } catch {
      problems.show("\(error)")
      return .usage
    }
  }
}
