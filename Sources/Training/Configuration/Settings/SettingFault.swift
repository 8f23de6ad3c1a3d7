/// What is wrong with a setting that was given.
struct SettingFault: Error, Equatable {
    /// The setting's path, such as `optimizer.rate`; empty where the whole is wrong.
    var key: String
    /// Its line, from 1; nil where it stands in no file.
    var line: Int?
    /// What is wrong.
    var problem: Problem

    /// What can be wrong.
    enum Problem: Equatable {
        /// There is no such setting; the most similar one's path.
        case unknown(nearest: String?)
        /// It should be another kind of thing.
        case mismatch(expected: String, found: String)
        /// It is one of another kind of network; which this one is.
        case ofOtherTask(network: String)
    }

    /// In words, without file and line.
    var text: String {
        switch problem {
        case .unknown(let nearest?): "unknown key \(key); did you mean \(nearest)?"
        case .unknown(nil): "unknown key \(key)"
        case .ofOtherTask(let network): "\(key): it has no meaning for \(network)"
        case .mismatch(let expected, let found):
            key.isEmpty ? "expected \(expected), found \(found)" : "\(key): expected \(expected), found \(found)"
        }
    }
}
