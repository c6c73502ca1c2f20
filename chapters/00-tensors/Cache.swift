import Course
import Tensors

// N rows and columns of each matrix

/// A first-level cache: 512 lines of 64 bytes, in 64 sets. A line has one of the eight slots of its set; what was used
/// longest ago gives way.
struct Cache {
  private static let (sets, slots, numbersPerLine) = (64, 8, 16)
  private var lines = [Int](repeating: -1, count: sets * slots)
  private var lastUse = [Int](repeating: 0, count: sets * slots)
  private var time = 0
  /// Lines that had to be fetched from farther away.
  private(set) var fetched = 0

  /// Uses a number of `Float`'s size.
  mutating func use(_ index: Int) {
    time += 1
    let line = index / Self.numbersPerLine
    let first = line % Self.sets * Self.slots
    var oldest = first
    for slot in first..<first + Self.slots {
      if lines[slot] == line {
        lastUse[slot] = time
        return
      }
      if lastUse[slot] < lastUse[oldest] { oldest = slot }
    }
    (lines[oldest], lastUse[oldest]) = (line, time)
    fetched += 1
  }
}

/// The lines that a product of two N × N matrices fetches: the numbers are used in the order of the step's loops, and one
/// matrix lies behind the other.
func linesFetched(_ step: MatmulStep, _ N: Int) -> Int {
  var cache = Cache()
  let (b, c) = (N * N, 2 * N * N)
  switch step {
  case .threeLoops:
    for i in 0..<N {
      for j in 0..<N {
        for k in 0..<N {
          cache.use(i * N + k)
          cache.use(b + k * N + j)
          cache.use(c + i * N + j)
        }
      }
    }
  case .loopOrder:
    for i in 0..<N {
      for k in 0..<N {
        cache.use(i * N + k)
        for j in 0..<N {
          cache.use(b + k * N + j)
          cache.use(c + i * N + j)
        }
      }
    }
  default:  // the register tile: four rows, sixteen columns
    for i in stride(from: 0, to: N, by: 4) {
      for j in stride(from: 0, to: N, by: 16) {
        for k in 0..<N {
          cache.use(b + k * N + j)
          for row in i..<i + 4 { cache.use(row * N + k) }
        }
        for row in i..<i + 4 { cache.use(c + row * N + j) }
      }
    }
  }
  return cache.fetched
}

/// Why the order of the loops matters: how often each order leaves the cache.
func countCacheLines(_ chapter: Chapter) {
  let steps = [MatmulStep.threeLoops, .loopOrder, .registerTile]
  let sizes = chapter.isQuick ? [32, 64] : Array(stride(from: 16, through: 256, by: 16))
  var plot = LinePlot(
    "cache lines fetched per 1,000 multiply-adds", x: "rows of the matrices", y: "lines", logY: true)
  let shown = chapter.isQuick ? [64] : [64, 112, 128, 240, 256]
  var table = Table(["lines per 1,000 multiply-adds"] + shown.map { "N = \($0)" })
  for step in steps {
    let lines = sizes.map { N in Double(linesFetched(step, N)) / Double(N * N * N) * 1000 }
    plot.add(step.name, zip(sizes, lines).map { (x: Double($0), y: $1) })
    table.add([step.name] + shown.map { number(lines[sizes.firstIndex(of: $0)!]) })
  }
  chapter.show("cache-lines", plot.text(), svg: plot.svg)
  say("\(table)")
  say()
}
