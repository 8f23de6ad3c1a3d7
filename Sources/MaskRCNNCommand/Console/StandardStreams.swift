import Foundation

/// Standard input, output and error, as the process finds them.
enum StandardStreams {
    /// Makes sure that what is closed is not taken for another file: the first file that a process opens gets the first free number,
    /// and what is printed would be written into it.
    ///
    /// What takes the place can be neither read nor written where that is what it is for, so that doing so is an error.
    static func reserve() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }
}
