/// The only task group: works on several buffers at once and takes the results in input order.
///
/// All state lives in the group's body and is touched by one task only, so it needs no lock. At
/// most `taskCount` works are in tasks and at most two more are out of the pool, so memory is
/// bounded also when one slow buffer holds back the finished ones behind it.
struct SlidingWindow {
  /// Works in work at once; 1 means that no task is made.
  let width: Int
  /// Processors of the machine.
  let processorCount: Int

  /// Works in tasks at once.
  ///
  /// Where there are more processors than `width`, no more than that. Otherwise two more wait for
  /// one, so that no processor idles while this task reads and takes: 0.28 s became 0.22 s for 300
  /// 000 orders of JSON Lines on two processors, and never more than the processors run.
  private var taskCount: Int { processorCount <= width ? width + 2 : width }

  /// Runs until `next` has no more work.
  ///
  /// - Parameters:
  ///   - makeWork: Makes a work for the pool.
  ///   - next: Fills a work from the input; false at the end. Called on this task, in input order.
  ///   - process: Runs anywhere, on one work at a time.
  ///   - take: Uses up a finished work. Called on this task, in input order.
  /// - Throws: What `take` throws; no further work is started then.
  func run<Failure: Error>(
    makeWork: () -> BatchWork,
    next: (BatchWork) -> Bool,
    process: @escaping @Sendable (BatchWork) -> Void,
    take: (BatchWork) throws(Failure) -> Void
  ) async throws(Failure) {
    if width == 1 {
      let work = makeWork()
      while next(work) {
        process(work)
        try take(work)
      }
      return
    }
    let failure: Failure? = await withTaskGroup(of: BatchWork.self) { group in
      // Works are made as they are needed: a small export never needs more than one or two.
      var pool: [BatchWork] = []
      var made = 0
      var held: [Int: BatchWork] = [:]
      var started = 0
      var taken = 0
      var running = 0
      var hasMore = true

      func pooledWork() -> BatchWork? {
        if let work = pool.popLast() { return work }
        guard made < taskCount + 2 else { return nil }
        made += 1
        return makeWork()
      }

      while hasMore || running > 0 {
        while hasMore, running < taskCount, let work = pooledWork() {
          work.sequence = started
          guard next(work) else {
            hasMore = false
            break
          }
          started += 1
          running += 1
          group.addTask {
            process(work)
            return work
          }
        }
        guard let finished = await group.next() else { break }
        running -= 1
        held[finished.sequence] = finished
        while let ready = held.removeValue(forKey: taken) {
          do throws(Failure) { try take(ready) } catch { return error }
          taken += 1
          pool.append(ready)
        }
      }
      return nil
    }
    if let failure { throw failure }
  }
}
