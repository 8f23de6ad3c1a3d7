extension KeyedDecodingContainer {
    /// The value of a key, or what is usual where the key is missing. `null` is a value of what may be nil, and of nothing else.
    func value<Value: Decodable>(_ key: Key, or usual: Value) throws -> Value {
        try contains(key) ? decode(Value.self, forKey: key) : usual
    }
}
