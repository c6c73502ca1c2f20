import Exercises
import Tensors
import ViT

extension Chapter {
  static let vit = Chapter(
    "12", "vit", subject: "ViT", mine: "MyViT",
    [
      .patchify, .unpatchify, .embedPatches, .convolve, .poolBackward, .rollout, .ntXent, .hiddenPatchLoss,
      .interpolatePositions,
    ])
}
