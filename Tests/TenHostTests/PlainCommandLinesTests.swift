import ArgumentParser
import Testing

@testable import TenHost

/// A plain command line of `tenhost run` is read without ArgumentParser: as ArgumentParser reads it.
@Suite struct PlainCommandLinesTests {
  @Test(arguments: [
    ["g.json"], ["g.json", "--json"], ["--json", "g.json", "--start", "channel=a", "--start", "user_uid=17"],
    ["g.json", "--extensions", "a", "--extensions", "b", "--graph", "second", "--start-file", "s.json", "--node", "a.b=1", "--node", "a.c=2"],
    ["g.json", "--replace", "a=b", "--env-file", ".env", "--for", "250ms", "--threads", "groups", "--session", "x", "--block-limit", "2s"],
    ["g.json", "--log-level", "warn"], ["g.json", "--threads", "none"], ["help"],
  ])
  func arePlainAndMeanTheSame(words: [String]) throws {
    let plain = try #require(RunRequest(plain: ["run"] + words))
    let command = try #require(try RootCommand.parseAsRoot(["run"] + words) as? RunCommand)
    #expect(plain == command.request)
  }

  @Test(arguments: [
    [], ["g.json", "h.json"], ["g.json", "--colour", "x"], ["g.json", "--start"], ["g.json", "--start", "--json"], ["g.json", "--for", "soon"],
    ["g.json", "--for", "1s", "--for", "2s"], ["g.json", "--start=a=b"], ["g.json", "--log-level", "loud"], ["g.json", "--threads", "many"],
    ["g.json", "--help"], ["g.json", "-h"], ["g.json", "--version"], ["g.json", "--start-file", "-"], ["--", "g.json"], [""],
    ["g.json", "--session", ""],
    ["g.json", "--generate-completion-script", "bash"], ["g.json", "--json", "--json"],
  ])
  func allOthersAreLeftToArgumentParser(words: [String]) { #expect(RunRequest(plain: ["run"] + words) == nil) }

  @Test(arguments: [[], ["validate", "g.json"], ["--version"], ["help", "run"]])
  func otherCommandsAreLeftToArgumentParser(words: [String]) { #expect(RunRequest(plain: words) == nil) }
}
