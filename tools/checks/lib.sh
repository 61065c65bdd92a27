# Shared by the checks: source it, do not run it.
#
# A check is an executable in tools/checks/ that prints one problem a line, `file:line: what is wrong; what to do`, and nothing when all
# is well. It runs in the checkout's top directory. The comment on its second line is what `tools/check --list` shows.

source "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
cd "$root"

# files PATTERN...: the files that belong to the project, tracked or new, that match git's patterns.
files() { git ls-files --cached --others --exclude-standard -- "$@" 2>/dev/null | while IFS= read -r file; do [[ ! -f $file ]] || printf '%s\n' "$file"; done; }

# swift_code FILE...: "file<tab>line<tab>code" for each line, without what stands in comments and string literals.
swift_code() {
  (($# > 0)) || return 0
  awk '
    FNR == 1 { in_text = 0; in_comment = 0 }
    {
      line = $0; code = ""
      while (line != "") {
        if (in_comment) {
          if (!(at = index(line, "*/"))) break
          line = substr(line, at + 2); in_comment = 0
        } else if (in_text) {
          if (!(at = index(line, "\"\"\""))) break
          line = substr(line, at + 3); in_text = 0
        } else if (match(line, /\/\/|\/\*|"""|"/)) {
          mark = substr(line, RSTART, RLENGTH)
          code = code substr(line, 1, RSTART - 1); line = substr(line, RSTART + RLENGTH)
          if (mark == "//") break
          else if (mark == "/*") in_comment = 1
          else if (mark == "\"\"\"") in_text = 1
          else if (match(line, /^([^"\\]|\\.)*"/)) { code = code "\"\""; line = substr(line, RLENGTH + 1) }
        } else { code = code line; line = "" }
      }
      if (code ~ /[^ \t]/) printf "%s\t%d\t%s\n", FILENAME, FNR, code
    }' "$@"
}

# without_allowed RULE: passes "file:line: …" problems on, without those of files that allowed.tsv excuses for this rule.
without_allowed() {
  awk -F'\t' -v rule="$1" '
    FILENAME != "-" { if ($0 !~ /^#/ && $2 == rule) excused[$1] = 1; next }
    { file = $0; sub(/:.*/, "", file); if (!(file in excused)) print }' "$root/tools/checks/allowed.tsv" -
}

# blocks FILE: the blocks of code of a page, or of a Swift file's documentation: "line<tab>language<tab>label<tab>code", where the code's lines end with
# \001 and the label is the line with nothing but `text` before the block.
blocks() {
  awk '
    FILENAME ~ /\.swift$/ { if ($0 !~ /^ *\/\/\//) { code = 0; next } sub(/^ *\/\/\/ ?/, "") }
    /^ *```/ {
      if (code) { printf "%d\t%s\t%s\t%s\n", start, language, label, text; code = 0; label = ""; next }
      indent = index($0, "`") - 1; language = substr($0, indent + 4); if (language == "") language = "-"
      start = FNR; text = ""; code = 1; next
    }
    code { text = text substr($0, indent + 1) "\001"; next }
    /^`[^` ]+`$/ { label = substr($0, 2, length($0) - 2) }' "$1"
}

# snippets FILE...: what stands between the lines `// snippet` and `// end`: "file<tab>line<tab>code", without the indentation of the first marker.
snippets() {
  awk '
    FNR == 1 { on = 0 }
    /^ *\/\/ snippet$/ { indent = index($0, "/") - 1; start = FNR + 1; text = ""; on = 1; next }
    /^ *\/\/ end$/ { if (on) printf "%s\t%d\t%s\n", FILENAME, start, text; on = 0; next }
    on { text = text substr($0, indent + 1) "\001" }' "$@"
}

# One scratch folder for all packages that depend on the checkout, so that tenhost is built for them once.
readonly packages_scratch=$root/.build/packages

# test_package FOLDER: builds a package of the docs and runs its tests.
test_package() {
  local output status=0
  output=$(swift test --package-path "$1" --scratch-path "$packages_scratch" 2>&1) || status=$?
  ((status != 0)) || return 0
  grep -E '(error|warning):|✘' <<<"$output" | sort -u | sed -E "s|^$root/||; s|^([^/]*:)|$1:1: \1|" | grep . ||
    echo "$1:1: its tests ended with exit code $status"
}
