import BERT
import Course
import LoRA
import Tensors
import Training

// MARK: 4

/// How much of what full fine-tuning did to its matrices a low rank covers, and whether LoRA found the same directions.
func showUpdates(_ results: Results, _ bodies: Bodies, _ chapter: Chapter) {
  let before = Dictionary(uniqueKeysWithValues: bodies.bert.body.linears.map { ($0.path, $0.linear.weight.value) })
  let after = (results.slots(.full).body as! BERTModel).linears
  let adapter = results.slots(.lora).adapter!
  var updates: [String: Tensor] = [:]
  for entry in adapter.entries { updates[entry.path] = withoutGradients { entry.layer.update.value } }
  let ranks = [1, 2, 4, 8, 16]
  var shares = Table(["share of Σ σ² by the rank"] + ranks.map { "\($0)" })
  var overlaps = Table(["matrix", "norm of W", "of full's ΔW", "of LoRA's", "overlap of 4 directions", "at random"])
  var plot = LinePlot("the share of ΔW that a rank covers", x: "rank", y: "share of Σ σ²", logX: true)
  func addShares(_ name: String, _ singular: SingularValues) {
    shares.add([name] + ranks.map { number(singular.share(ofRank: $0)) })
    plot.add(name, singular.values.indices.map { (x: Double($0 + 1), y: singular.share(ofRank: $0 + 1)) })
  }
  for (path, linear) in after where updates[path] != nil {
    let (w, update) = (before[path]!, updates[path]!)
    let change = linear.weight.value - w
    let (full, lora) = (SingularValues(of: change), SingularValues(of: update))
    let name = path.split(separator: ".").suffix(3).joined(separator: " ")
    addShares(name, full)
    let r = adapter.configuration.rank
    let overlap = subspaceOverlap(Array(full.left.prefix(r)), Array(lora.left.prefix(r)))
    let norms = [w, change, update].map { number(Double($0.squaredNorm.squareRoot())) }
    overlaps.add([name] + norms + [number(overlap), number(Double(r) / Double(w.shape[0]))])
    chapter.results["update, \(name)"] = [
      "singularValues": JSON(full.values), "overlap": JSON(overlap),
    ]
  }
  var generator = chapter.generator
  let (I, O) = bodies.bert.body.linears[0].linear.weight.value.shape2
  addShares("a random matrix", SingularValues(of: .normal([I, O], using: &generator)))
  chapter.show("rank-of-update", plot.text(), svg: plot.svg)
  say("\(shares)")
  say("\(overlaps)")
}
