extension Sequence<Double> {
  var sum: Double { reduce(0) { $0 + $1 } }
}
