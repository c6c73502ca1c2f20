import BERT
import Course
import LoRA
import Tensors
import Training

// MARK: 4

/// How much of what full fine-tuning did to its matrices a low rank covers, and whether LoRA found the same directions.
func showUpdates(_ results: Results, _ bodies: Bodies, _ chapter: Chapter) {
  let task = Task.all.firstIndex { $0.name == Task.slots.name }!
  let before = Dictionary(uniqueKeysWithValues: bodies.bert.body.linears.map { ($0.path, $0.linear.weight.value) })
  let after = (results[.full]![task].body as! BERTModel).linears
  let adapter = results[.lora]![task].adapter!
  var updates: [String: Tensor] = [:]
  for entry in adapter.entries { updates[entry.path] = withoutGradients { entry.layer.update.value } }
  let ranks = [1, 2, 4, 8, 16]
  var shares = Table(["share of Σ σ² by the rank"] + ranks.map { "\($0)" })
  var overlaps = Table(["matrix", "norm of W", "of full's ΔW", "of LoRA's", "overlap of 4 directions", "at random"])
  var plot = LinePlot("the share of ΔW that a rank covers", x: "rank", y: "share of Σ σ²", logX: true)
  var curves: [(String, [Double])] = []
  for (path, linear) in after where updates[path] != nil {
    let (w, update) = (before[path]!, updates[path]!)
    let change = linear.weight.value - w
    let (full, lora) = (SingularValues(of: change), SingularValues(of: update))
    let name = path.split(separator: ".").suffix(3).joined(separator: " ")
    curves.append((name, (1...w.shape[1]).map { full.share(ofRank: $0) }))
    shares.add([name] + ranks.map { number(full.share(ofRank: $0)) })
    let r = adapter.configuration.rank
    let overlap = subspaceOverlap(Array(full.left.prefix(r)), Array(lora.left.prefix(r)))
    let norms = [w, change, update].map { number(Double($0.squaredNorm.squareRoot())) }
    overlaps.add([name] + norms + [number(overlap), number(Double(r) / Double(w.shape[0]))])
    chapter.results["update, \(name)"] = [
      "singularValues": .list(full.values.map { JSON($0) }), "overlap": JSON(overlap),
    ]
  }
  var generator = chapter.generator
  let (I, O) = bodies.bert.body.linears[0].linear.weight.value.shape2
  let random = SingularValues(of: .normal([I, O], using: &generator))
  curves.append(("a random matrix", (1...O).map { random.share(ofRank: $0) }))
  shares.add(["a random matrix"] + ranks.map { number(random.share(ofRank: $0)) })
  for (name, values) in curves {
    plot.add(name, values.enumerated().map { (x: Double($0.offset + 1), y: $0.element) })
  }
  chapter.show("rank-of-update", plot.text(), svg: plot.svg)
  say("\(shares)")
  say("\(overlaps)")
}
