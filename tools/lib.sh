# Shared by the scripts in tools/: source it, do not run it. Sets `root` to the checkout and makes `swift` available.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

# The toolchain is looked for where its installer puts it too, so that a shell without it in PATH works.
if ! command -v swift >/dev/null 2>&1 && [[ -x /opt/swift/usr/bin/swift ]]; then
  PATH=$PATH:/opt/swift/usr/bin
fi

if [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' dim=$'\e[2m' plain=$'\e[0m'
else
  bold='' red='' green='' dim='' plain=''
fi

# Progress goes to standard error: standard output belongs to the result.
progress() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }
detail() { printf '    %s%s%s\n' "$dim" "$*" "$plain" >&2; }
success() { printf '%s==>%s %s\n' "$green" "$plain" "$*" >&2; }

# die WHAT WHY WHAT-TO-DO [EXIT-CODE]
die() {
  printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
  printf '       why: %s\n' "$2" >&2
  printf '       do:  %s\n' "$3" >&2
  exit "${4:-1}"
}

# usage_error MESSAGE: a mistake on the command line, exit code 2.
usage_error() {
  die "$1" "this is not how $(basename "$0") is used" "tools/$(basename "$0") --help" 2
}

# help_and_exit: prints the comment at the top of the calling script.
help_and_exit() {
  awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"
  exit 0
}

# json_string TEXT: the text as a JSON string, with its quotes.
json_string() {
  printf '%s' "$1" | awk '
    BEGIN { printf "\"" }
    NR > 1 { printf "\\n" }
    { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, "\\t"); gsub(/\r/, "\\r"); gsub(/[[:cntrl:]]/, ""); printf "%s", $0 }
    END { printf "\"" }'
}

# now_ms: milliseconds of the wall clock.
now_ms() { local now=${EPOCHREALTIME/[^0-9]/}; echo $((now / 1000)); }

# need_tools: installs what is missing, quietly when nothing is.
need_tools() { "$root/tools/bootstrap" --quiet; }
