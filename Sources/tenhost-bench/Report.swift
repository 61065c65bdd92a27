internal import Glibc
internal import TenCore
internal import TenGraph

/// One measurement, printed as a line of JSON.
struct Report {
  var id: String
  var what: String
  var value: Double
  var unit: String

  init(_ id: String, _ what: String, _ value: Double, _ unit: String) {
    self.id = id
    self.what = what
    self.value = value
    self.unit = unit
    let line: Value = ["id": .string(id), "what": .string(what), "value": .float(value), "unit": .string(unit)]
    print(JSON.text(of: line))
    fflush(nil)
  }
}

/// Nanoseconds of the monotonic clock.
func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Nanoseconds of processor time of this process.
func processorTime() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

func percentile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}
