import ExportProfiles
import ExportReading

/// Reads small files of our own whole.
enum WholeFile {
  /// The bytes of a file or pipe, but not more than `limit`.
  ///
  /// - Parameter wakeUp: A descriptor that ends waiting for a pipe once it is readable.
  /// - Throws: A problem without a place, in the words of the system.
  static func bytes(
    of path: String, limit: Int, wakeUp: Int32? = nil
  ) throws(ProfileError) -> [UInt8] {
    do throws(SourceError) {
      let source = try FileSource(path: path, wakeUp: wakeUp)
      var bytes = [UInt8](repeating: 0, count: limit)
      var failure: SourceError?
      // Safe: the source writes at most as many bytes as the array has.
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        do throws(SourceError) {
          return try unsafe source.read(into: buffer)
        } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      bytes.removeLast(limit - count)
      return bytes
    } catch {
      var reason = "cannot be read"
      if case .system(_, let code) = error { reason += ": \(SystemErrorText.text(code))" }
      throw ProfileError(source: path, problems: [ProfileProblem(place: nil, message: reason)])
    }
  }
}
