// Who detects also says with what network, where its weights come from, and handles what it found.
@_exported public import Models
@_exported public import Zoo
