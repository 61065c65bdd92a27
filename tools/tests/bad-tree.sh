# Makes a small checkout with one mistake for each check in the directory $1; what must be found is in bad-tree.expected.

put() {
  mkdir -p "$1/$(dirname "$2")"
  cat >"$1/$2"
}

make_bad_tree() {
  local tree=$1 note='TO''DO' place='/wo''rk/x'
  mkdir -p "$tree"
  git -C "$tree" init --quiet
  cp -r "$root/tools" "$tree/tools"
  rm -rf "$tree/tools/tests"

  put "$tree" Sources/TenCore/Layer.swift <<'SWIFT'
import Glibc
internal import TenLoop
public import Foundation
// import Dispatch is only a comment
let text = "import NIO"
SWIFT
  put "$tree" Sources/TenLoop/Loop.swift <<'SWIFT'
internal import CUV
final class Unsafe: @unchecked Sendable {}



// @unchecked: protected by the lock.
final class Safe: @unchecked Sendable {}
SWIFT
  put "$tree" Sources/TenRuntime/Session.swift <<SWIFT
internal import TenGraph
// $note: look at $place
// MA""RK: -
func run() async throws {
  try await Task.sleep(for: .seconds(1))
  Task { await run() }
  let n = Int.random(in: 0..<3)
  let m = Int.random(in: 0..<3, using: &generator)
  let s = "Task { } and Date()"
  for key in table.keys { use(key) }
  for key in table.keys.sorted() { use(key) }
}
SWIFT
  sed -i 's/MA""RK/MA''RK/' "$tree/Sources/TenRuntime/Session.swift"
  put "$tree" Sources/tenhost/Run.swift <<'SWIFT'
internal import TenExtensions
struct Run: AsyncParsableCommand {}
SWIFT
  put "$tree" Package.swift <<<'  "ten_tone": [],'
  put "$tree" Sources/TenExtensions/AllExtensions.swift <<'SWIFT'
internal import TenEcho
public import TenRuntime
public let allExtensions: [any Extension.Type] = [
  TenEcho.self,
]
SWIFT
  put "$tree" Extensions/ten_echo/manifest.json <<<'{}'
  put "$tree" Extensions/ten_echo/Sources/Echo.swift <<'SWIFT'
internal import TenRuntime
internal import TenTone
internal import CUV
SWIFT
  put "$tree" Extensions/ten_tone/manifest.json <<<'{}'
  put "$tree" Tests/TenCoreTests/SlowTests.swift <<'SWIFT'
import Testing
@Test func slow() { usleep(1000) }
SWIFT
  seq -f '// line %g' 351 | put "$tree" Tests/TenCoreTests/LongTests.swift
  put "$tree" README.md <<'MARKDOWN'
# Title here
[good](#title-here), [bad](#nothing), [file](docs/none.md), [web](https://example.org)
```
tools/check --list
tools/nothing
tenhost run graphs/a.json
tenhost fly
```
MARKDOWN
  put "$tree" .ci/run <<'SCRIPT'
#!/usr/bin/env bash
# one script that is neither executable nor careful
if then
SCRIPT
}
