# Prints a line for each budget on standard input: the figure from the file `measured`, its floor from the file `floors`, the verdict.

# field NAME: the value of a member of a JSON object that stands on one line and holds plain text and numbers.
function field(line, name,    at, rest) {
  at = index(line, "\"" name "\"")
  if (!at) return ""
  rest = substr(line, at + length(name) + 2)
  sub(/^[ \t]*:[ \t]*/, "", rest)
  if (substr(rest, 1, 1) == "\"") { rest = substr(rest, 2); sub(/".*/, "", rest) }
  else sub(/[,}].*/, "", rest)
  return rest
}

# in_unit LINE UNIT: a floor program's figure in the unit of the budget.
function in_unit(line, unit) {
  if (unit == "us") return field(line, "p50_ns") / 1000
  if (unit == "ms") return field(line, what ~ /p99\.9$/ ? "p999_ns" : "p50_ns") / 1000000
  if (unit == "percent") return field(line, "cpu_percent") + 0
  return field(line, "rate_per_s") + 0
}

# short NUMBER: as few digits as a reader needs.
function short(number,    size) {
  size = number < 0 ? -number : number
  if (size >= 1000000) return sprintf("%.2f M", number / 1000000)
  if (size >= 10000) return sprintf("%.0f k", number / 1000)
  if (size >= 100) return sprintf("%.0f", number)
  if (size >= 10) return sprintf("%.1f", number)
  if (size >= 0.1 || size == 0) return sprintf("%.3g", number)
  return sprintf("%.2g", number)
}

function with_unit(number, unit) {
  if (unit == "per_s") return short(number) "/s"
  if (unit == "percent") return short(number) " %"
  return short(number) " " unit
}

function ratio(figure, other) { return other > 0 ? figure / other : 0 }

# beside_it NAME VALUE: the floor or the peer, with the ratio of the figure to it.
function beside_it(name, value) {
  return name " " with_unit(value, unit) (is_measured ? ", ratio " short(ratio(figure, value)) : "")
}

function json_ratio(value) { return is_measured ? sprintf("%.4g", ratio(figure, value)) : "null" }

BEGIN {
  while ((getline line < measured) > 0) if (line ~ /^\{/) figures[field(line, "id"), field(line, "what")] = field(line, "value")
  # A floor program runs before and after: the mean stands beside what ran in between.
  while ((getline line < floors) > 0) { runs[field(line, "name")]++; floor_lines[field(line, "name"), runs[field(line, "name")]] = line }
}

{
  id = $1; what = $2; comparison = $3; unit = $5; floor = $7; peer = $8
  is_measured = (id, what) in figures
  figure = figures[id, what] + 0
  floor_value = 0
  for (i = 1; i <= runs[floor]; i++) floor_value += in_unit(floor_lines[floor, i], unit) / runs[floor]
  limit = comparison == "<=floor" ? $4 * floor_value + $6 : $4 + 0
  is_judged = comparison != "-"
  met = is_measured && (!is_judged || (comparison == ">=" ? figure >= limit : figure <= limit))
  if (comparison == "<=floor" && runs[floor] == 0) met = 0

  if (json == "true") {
    printf "{\"id\": \"%s\", \"what\": \"%s\", \"value\": %s, \"unit\": \"%s\"", id, what, is_measured ? sprintf("%.6g", figure) : "null", unit
    if (is_judged) printf ", \"comparison\": \"%s\", \"limit\": %.6g", comparison == ">=" ? ">=" : "<=", limit
    if (floor != "-") printf ", \"floor\": \"%s\", \"floor_value\": %.6g, \"floor_ratio\": %s", floor, floor_value, json_ratio(floor_value)
    if (peer != "-") printf ", \"peer\": \"%s\", \"peer_value\": %.6g, \"peer_ratio\": %s", peer, $9, json_ratio($9)
    printf ", \"met\": %s}\n", !met ? "false" : is_judged ? "true" : "null"
  } else {
    beside = ""
    if (floor != "-") beside = beside_it("floor " floor, floor_value)
    if (peer != "-") beside = beside (beside == "" ? "" : "; ") beside_it(peer, $9)
    sign = comparison == ">=" ? ">=" : "<="
    if (comparison == "<=floor") sign = sprintf("<= %s x floor%s =", $4, $6 > 0 ? " + " $6 " " unit : "")
    limits = is_judged ? "(" sign " " with_unit(limit, unit) ")" : ""
    printf "%-4s %-52s %14s  %s  %s  %s\n", id, what, is_measured ? with_unit(figure, unit) : "not measured", limits, beside,
      !met ? "not met" : is_judged ? "met" : "no budget"
  }
  fflush()
}
