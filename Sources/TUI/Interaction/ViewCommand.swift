package import Monitoring

/// What the loop has to do for a key; everything else has been done to the view already.
package enum ViewCommand: Equatable, Sendable {
    case control(ControlCommand)
    case controls([ControlCommand])
    /// Moves on in a recording.
    case replay(ReplayOrder)
    case quit
    /// Paint everything again.
    case redraw
    /// Give the terminal back and stop, as job control does.
    case suspend
    /// Put into the clipboard of the user's terminal.
    case copy(String)
    case write(RequestExport)
    /// Write the screen's text into this file.
    case dump(String)
    /// Write several requests into one file; what is kept of them is still to be asked for.
    case writeAll(RequestExport.Kind, [RequestID])
    /// Let the user change the text in an editor, for the request that is to be sent again with it.
    case edit(RequestID, String)
}

/// Asked before something that cannot be undone. The target was fixed when the box opened.
package struct Confirmation: Equatable, Sendable {
    package var question: String
    /// What will happen, for the reader.
    package var consequence: String
    package var command: ViewCommand

    package init(question: String, consequence: String, command: ViewCommand) {
        self.question = question
        self.consequence = consequence
        self.command = command
    }
}
