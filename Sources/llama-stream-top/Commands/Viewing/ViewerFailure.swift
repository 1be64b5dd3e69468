import ArgumentParser
import ProxyEngine

/// Why such a command ends without having shown anything.
struct ViewerFailure: Error {
    var lines: [String]
    var code: Int32

    /// Runs `body`; its failure is told on standard error.
    static func reported(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let failure as ViewerFailure {
            for line in failure.lines { StandardError.print("error: \(line)") }
            throw ExitCode(failure.code)
        } catch let error as ConfigurationError {
            for line in error.lines { StandardError.print("error: \(line)") }
            throw ExitCode(ProgramExit.badConfiguration)
        } catch let error as ProxyStartError {
            StandardError.print("error: \(error.description)")
            throw ExitCode(ProgramExit.badConfiguration)
        } catch {
            StandardError.print("error: the program failed: \(error)")
            throw ExitCode(ProgramExit.defect)
        }
    }
}
