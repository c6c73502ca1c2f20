@preconcurrency import Foundation  // `stdout` is a variable in C

/// The program that checks a learner's answers, and writes a record of each step to standard output.
///
/// Its arguments are the seconds that an answer may take, and the numbers of the exercises.
public func judge(_ answers: Any.Type) {
  setvbuf(stdout, nil, _IONBF, 0)  // what an answer printed is out before it traps
  var none = sigset_t()
  sigemptyset(&none)
  sigprocmask(SIG_SETMASK, &none, nil)  // whoever started this may have blocked the signal that ends it
  let words = CommandLine.arguments.dropFirst()
  let seconds = words.first.flatMap { Double($0) } ?? 10
  let exercises = Chapter.all.flatMap { chapter in chapter.exercises.map { (chapter, $0) } }
  for (chapter, exercise) in exercises where words.dropFirst().contains(exercise.number) {
    let timeout = DispatchWorkItem { endAsLate(exercise) }
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: timeout)
    let diagnosis = exercise.diagnose(answers) { probe in say(Record(exercise.number, .checking, probe.occasion)) }
    timeout.cancel()
    switch diagnosis.map({ exercise.diagnosis($0, reading: chapter.mine) }) {
    case .right: say(Record(exercise.number, .right))
    case .wrong(let finding): say(Record(exercise.number, .wrong, "\(finding)"))
    case .notStarted: say(Record(exercise.number, .notStarted))
    case nil: break
    }
  }
}

/// Ends an answer that does not return.
private func endAsLate(_ exercise: Exercise) {
  let line = Array(Record(exercise.number, .late).line.utf8)
  _ = write(STDOUT_FILENO, line, line.count)  // `print` might wait for an answer that prints without end
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGQUIT)
  pthread_sigmask(SIG_BLOCK, &signals, nil)  // it is for the thread that runs the answer, not for this one
  // Swift prints the line that was running, and goes on.
  kill(getpid(), SIGQUIT)
  sleep(5)
  kill(getpid(), SIGKILL)
}

private func say(_ record: Record) { print(record.line, terminator: "") }
