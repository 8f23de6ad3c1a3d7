@main struct EvaluationBenchmark {
    static func main() {
        print("evaluation-bench: nothing is measured yet")
    }
}
