/// One thing that `doctor` looked at.
struct Finding {
    /// How it stands with it.
    enum State: String {
        case fine
        /// Works, but not as well as it could.
        case notice
        case broken

        /// The mark at the line's start.
        var mark: String {
            switch self {
            case .fine: "ok"
            case .notice: "--"
            case .broken: "NO"
            }
        }
    }

    /// The name in the JSON document.
    let key: String
    /// The name for a person.
    let name: String
    let value: String
    var state = State.fine
    /// What to do about it.
    var hint: String?
}
