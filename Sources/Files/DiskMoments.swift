/// The moments between two changes that this target makes to the disk, of which tests are told: what a process that is killed
/// leaves is what is there at one of them.
package enum DiskMoments {
    /// Called with the file's path after each change, where a task has set it. Nobody but tests does.
    @TaskLocal package static var observer: (@Sendable (String) -> Void)?

    /// Tells of a change.
    static func passed(_ path: String) { observer?(path) }
}
