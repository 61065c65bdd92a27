internal import TenCore

/// Something that goes wrong in a run on purpose. Faults of neighbours act on what the kit stands in for: the trial, probes and puppets.
public struct Fault: Sendable {
  /// A stage of a session's life.
  public enum Stage: String, Sendable, CaseIterable {
    case preparing, starting, running, stopping
  }

  enum What: Sendable {
    case slow(Duration)
    case lost(String)
    case late(String, Duration)
    case bound(Int)
    case stopAtStage(Stage)
    case stopAtStep(Int)
  }

  let what: What
  /// The node that it befalls; nil: every one that it can.
  let node: String?

  /// Each message takes the neighbour so long.
  public static func slowConsumer(_ delay: Duration, at node: String? = nil) -> Fault { Fault(what: .slow(delay), node: node) }

  /// Inboxes hold only so many messages of each class before their policies act. Something fills only while its node is busy or slow.
  /// - `node`: the node with the small inbox; nil: every node.
  public static func fullInbox(_ count: Int = 1, at node: String? = nil) -> Fault { Fault(what: .bound(max(1, count)), node: node) }

  /// The result of a command that the node sends never comes: the command times out.
  public static func lostResult(_ command: String, at node: String? = nil) -> Fault { Fault(what: .lost(command), node: node) }

  /// The result of a command comes so much later.
  public static func lateResult(_ command: String, by delay: Duration, at node: String? = nil) -> Fault {
    Fault(what: .late(command, delay), node: node)
  }

  /// The session is told to stop as soon as it is in this stage; of what the trial expects after that nothing counts.
  public static func stop(at stage: Stage) -> Fault { Fault(what: .stopAtStage(stage), node: nil) }

  /// The session is told to stop after so many steps of its loop, counted from its start.
  public static func stop(atStep step: Int) -> Fault { Fault(what: .stopAtStep(step), node: nil) }

  var isStop: Bool {
    switch what {
    case .stopAtStage, .stopAtStep: true
    default: false
    }
  }
}

extension [Fault] {
  func neighbourFaults(of node: String) -> NeighbourFaults {
    var faults = NeighbourFaults()
    for fault in self where fault.node == nil || fault.node == node {
      switch fault.what {
      case .slow(let delay): faults.delay = delay
      case .lost(let command): faults.lost.insert(command)
      case .late(let command, let delay): faults.late[command] = delay
      case .bound, .stopAtStage, .stopAtStep: break
      }
    }
    return faults
  }

  func bound(of node: String) -> Int? {
    for fault in self where fault.node == nil || fault.node == node {
      if case .bound(let count) = fault.what { return count }
    }
    return nil
  }
}
