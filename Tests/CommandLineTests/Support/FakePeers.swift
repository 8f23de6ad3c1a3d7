import Foundation
import TestSupport

/// Peers for `bench --compare` that need no Python: a shell stands where the peers' Python is to be, and runs a script that
/// talks as `Tools/benchmarks/peer_server.py` does.
struct FakePeers {
    /// What each answers: `torchvision` all that it should.
    static let script = """
        echo "$*" > "$1.arguments"
        echo $$ > "$1.pid"
        [ -r "$3" ] && [ -r "$5" ] || { echo '{"error": "no weights or no image"}'; exit 1; }
        case "$1 $FAKE_PEER" in
        'openvino fails')
            echo '{"error": "openvino is not installed"}'
            exit 1 ;;
        'onnxruntime fails')
            echo '{"ready": true, "peer": "onnxruntime", "versions": {}, "load_seconds": 0.1}'
            read -r word
            echo 'Traceback of sorts' >&2
            echo 'MemoryError: out of patience' >&2
            exit 9 ;;
        'torchvision babbles')
            echo '{"ready": true, "peer": "torchvision", "versions": {}, "load_seconds": 0.1}'
            read -r word
            echo '{"seconds": "many", "detections": 7}' ;;
        'torchvision dies')
            kill -9 $$ ;;
        'torchvision sleeps')
            echo '{"ready": true, "peer": "torchvision", "versions": {}, "load_seconds": 0.1}'
            read -r word
            echo waiting >&2
            : > asleep
            # Until there is nobody to answer.
            while read -r word; do :; done
            exit 0 ;;
        esac
        echo 'a library says hello'
        echo '{"ready": true, "peer": "'"$1"'", "versions": {"'"$1"'": "1.2.3"}, "load_seconds": 0.25}'
        while read -r word; do
            echo "$1 $word" >> words
            [ "$word" = run ] || break
            case "$FAKE_PEER" in
            # A class that no pixel has of ours, at 96×64 of them; the second half says where rounding decides.
            'rounds') { head -c 6144 /dev/zero | tr '\\0' '\\377'; head -c 6144 /dev/zero | tr '\\0' '\\1'; } > "$9" ;;
            'differs') { head -c 6144 /dev/zero | tr '\\0' '\\377'; head -c 6144 /dev/zero; } > "$9" ;;
            'cuts') head -c 6144 /dev/zero > "$9" ;;
            esac
            echo '{"seconds": 0.5, "detections": 7}'
        done
        echo '{"peak_bytes": 123456789}'
        """

    /// Puts the shell and the script there.
    static func write(in folder: TemporaryFolder) throws {
        let python = try folder.write("#!/bin/sh\nexec /bin/sh \"$@\"\n", to: "peers/venv/bin/python")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python)
        try folder.write(script, to: "server.sh")
    }

    /// A tool that finds them.
    static func tool(in folder: TemporaryFolder, behaviour: String = "") -> Tool {
        Tool(environment: ["MASKRCNN_PEERS": folder.path("peers"), "FAKE_PEER": behaviour], folder: folder)
    }
}
