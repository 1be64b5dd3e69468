import Monitoring

/// What the monitor has been told of a request, and what waits to be told.
struct Telling {
    var hasFirstToken = false
    var lastProgress = Moment(nanoseconds: 0)
    /// Something has happened since, of which the loop will remind us.
    var hasUntold = false
    var isReminded = false
    var prefill: PrefillProgress?
    /// In what the prompt is sent otherwise than the client wrote it.
    var edits = PromptEdits()
    var meter = PaceMeter()
    /// The bytes that passed.
    var wire = WireRecorder()
}
