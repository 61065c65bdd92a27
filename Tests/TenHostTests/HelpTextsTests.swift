import ArgumentParser
import Glibc
import TenCore
import TenGraph
import Testing

@testable import TenHost

/// The help of each command, as the files of `Golden` hold it. `TENHOST_REWRITE_GOLDEN=1 swift test --filter HelpTextsTests` writes them anew.
@Suite struct HelpTextsTests {
  private static let folder = "/\(#filePath.split(separator: "/").dropLast().joined(separator: "/"))/Golden/"
  private static let rewrites = getenv("TENHOST_REWRITE_GOLDEN") != nil
  private static let advice = "if that is meant, run: TENHOST_REWRITE_GOLDEN=1 swift test --filter HelpTextsTests"

  /// A command and its words after `tenhost`.
  private struct Command {
    let type: any ParsableCommand.Type
    let words: [String]

    var all: [Command] {
      [self]
        + type.configuration.subcommands.flatMap { Command(type: $0, words: words + [$0.configuration.commandName ?? "?"]).all }
    }
    var file: String { (["help"] + words).joined(separator: "-") + ".txt" }
    var help: String { RootCommand.helpMessage(for: type, columns: 100) + "\n" }
  }

  private static let commands = Command(type: RootCommand.self, words: []).all

  @Test(arguments: commands.map(\.file)) func theHelpOfACommandIsAsItWas(file: String) throws {
    let command = try #require(Self.commands.first { $0.file == file })
    if Self.rewrites { return try write(command.help, to: file) }
    let golden = try String(decoding: TextFile.read(Self.folder + file), as: UTF8.self)
    let (old, new) = (lines(golden), lines(command.help))
    let index = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
    func line(_ lines: [Substring]) -> String { index < lines.count ? "'\(lines[index])'" : "the end" }
    #expect(golden == command.help, "line \(index + 1) of \(file) was \(line(old)) and is \(line(new)); \(Self.advice)")
  }

  @Test func noFileIsLeftOfACommandThatIsGone() throws {
    let known = Set(Self.commands.map(\.file))
    for file in try files() where !known.contains(file) {
      if Self.rewrites { unlink(Self.folder + file) } else { Issue.record("there is no command for \(file); \(Self.advice)") }
    }
  }

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  private func files() throws -> [String] {
    let names = try #require(FolderNames.of(Self.folder), "there is no folder Golden; \(Self.advice)")
    return names.filter { $0.hasPrefix("help") }
  }

  private func write(_ text: String, to name: String) throws {
    mkdir(Self.folder, 0o755)
    let file = try #require(fopen(Self.folder + name, "w"), "cannot write \(name)")
    fputs(text, file)
    fclose(file)
  }
}
