import ToolCallParsing
import WireFormats

/// The member of a request's body that names the model: every protocol calls it `model`.
enum ModelMember {
    /// The body with another model's name, or with the name put first where it had none; `nil`: it is no JSON object.
    static func replaced(in body: [UInt8], by model: String) -> [UInt8]? {
        body.withUnsafeBytes { bytes in
            var cursor = JSONCursor(bytes)
            guard cursor.enterObject() else { return nil }
            let start = cursor.position
            let name = JSONValue.string(model).bytes
            var splices: [Splice] = []
            var isEmpty = true
            while let key = cursor.nextKey() {
                guard let value = cursor.skipValue() else { return nil }
                isEmpty = false
                // Of several of one name readers differ in which they take.
                if bytes.equals("model", in: key) { splices.append(Splice(range: value, text: name)) }
            }
            guard !cursor.isBroken else { return nil }
            if splices.isEmpty {
                let member = Array(#""model":"#.utf8) + name + (isEmpty ? [] : [UInt8(ascii: ",")])
                splices = [Splice(range: start..<start, text: member)]
            }
            var result: [UInt8] = []
            splices.append(bytes, to: &result)
            return result
        }
    }
}
