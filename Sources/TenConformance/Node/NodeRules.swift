/// What any node must do.
enum NodeRules {
  static let all: [ConformanceRule] = stopping + starting + interrupts + neighbours + input + output + [secrets, environment]
}
