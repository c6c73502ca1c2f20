import Course
import Display
import Foundation
import Tensors

/// The times of one workload, in seconds.
func times(of run: () -> Void, atLeast seconds: Double = 1.5, atMost count: Int = 300) -> [Double] {
  for _ in 0..<3 { run() }
  var times: [Double] = []
  while times.count < 3 || (times.reduce(0, +) < seconds && times.count < count) {
    let start = ProcessInfo.processInfo.systemUptime
    run()
    times.append(ProcessInfo.processInfo.systemUptime - start)
  }
  return times.sorted()
}

var words = Array(CommandLine.arguments.dropFirst())
let isJSON = words.contains("--json")
words.removeAll { $0 == "--json" }
Screen.usesStandardError = isJSON
if words == ["--help"] {
  print("swift run benchmark [NAME] [--json]: times the workload NAME, or those that begin so, or all\n")
  for workload in Workload.all { print("  \(workload.name): \(workload.summary)") }
  exit(0)
}
let chosen = Workload.all.filter { workload in words.isEmpty || workload.name.hasPrefix(words[0]) }
if words.count > 1 || chosen.isEmpty {
  FileHandle.standardError.write(
    Data("benchmark: no workload \(words.joined(separator: " ")); --help lists them\n".utf8))
  exit(64)
}

var results: JSON = [:]
var table = Table(["workload", "median ms", "fastest ms", "speed", "", "of peak", "of bandwidth"])
/// Multiply-adds per second, by the number of threads.
var peaks: [Int: Double] = [:]
/// Bytes per second, by the number of threads.
var bandwidths: [Int: Double] = [:]
for workload in chosen {
  let threads = workload.threads
  if peaks[threads] == nil { peaks[threads] = measureFusedMultiplyAddPeak(threads: threads) / 2 * 1e9 }
  if workload.bytes != nil && bandwidths[threads] == nil {
    bandwidths[threads] = measureBandwidth(threads: threads) * 1e9
  }
  let times = times(of: workload.prepare())
  let median = times[times.count / 2]
  let share = workload.multiplyAdds.map { $0 / median / peaks[threads]! }
  let shareOfBandwidth = workload.bytes.map { $0 / median / bandwidths[threads]! }
  let percent = { (share: Double?) in share.map { "\(Int(($0 * 100).rounded())) %" } ?? "–" }
  table.add([
    workload.name, number(median * 1e3), number(times[0] * 1e3), number(workload.amount / median), workload.unit,
    percent(share), percent(shareOfBandwidth),
  ])
  results[workload.name] = [
    "medianSeconds": JSON(median), "fastestSeconds": JSON(times[0]), "speed": JSON(workload.amount / median),
    "unit": .text(workload.unit),
  ]
  if let multiplyAdds = workload.multiplyAdds, let share {
    results[workload.name]?["multiplyAdds"] = JSON(multiplyAdds)
    results[workload.name]?["shareOfPeak"] = JSON(share)
  }
  if let bytes = workload.bytes, let shareOfBandwidth {
    results[workload.name]?["bytes"] = JSON(bytes)
    results[workload.name]?["shareOfBandwidth"] = JSON(shareOfBandwidth)
  }
}
say("\(table)")
if isJSON { print(results.encoded) }
