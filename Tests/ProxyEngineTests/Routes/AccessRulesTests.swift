import ProxyEngine
import Testing

struct AccessRulesTests {
    @Test func takesEitherFieldAndAnyOfTheKeys() {
        let keys = ["one", "two"]
        #expect(AccessRules.isKeyValid(authorization: "Bearer two", apiKey: nil, keys: keys))
        #expect(AccessRules.isKeyValid(authorization: "bearer one", apiKey: nil, keys: keys))
        #expect(AccessRules.isKeyValid(authorization: nil, apiKey: "one", keys: keys))
        for wrong in ["Bearer ", "Bearer on", "Bearer onee", "Basic one", "one", "Bearer ONE", ""] {
            #expect(!AccessRules.isKeyValid(authorization: wrong, apiKey: nil, keys: keys), "\(wrong)")
        }
        #expect(!AccessRules.isKeyValid(authorization: nil, apiKey: nil, keys: keys))
        #expect(!AccessRules.isKeyValid(authorization: "Bearer ", apiKey: "", keys: [""]))
    }
}
