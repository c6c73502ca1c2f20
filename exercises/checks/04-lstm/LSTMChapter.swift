import Exercises
import LSTM
import Tensors

extension Chapter {
  static let lstm = Chapter(
    "04", "lstm", subject: "LSTM", mine: "MyLSTMs", [.cell, .cellBackward, .gru, .highway, .gradientNorms])
}
