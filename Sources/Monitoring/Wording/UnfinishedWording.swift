/// Says what became of a call that the answer's end cut off.
package enum UnfinishedWording {
    package static let sentence = "cut off where the answer reached its length limit, and handed on as it was written"
}
