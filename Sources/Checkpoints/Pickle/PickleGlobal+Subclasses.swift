extension PickleGlobal {
    /// What to say of a tensor of a class of its own, which is more than a plain tensor.
    static func words(ofClass value: PickleValue) -> String {
        guard case .global(.foreign(let name)) = value else { return "a subclass of tensor" }
        guard name.hasSuffix(".DTensor") else { return "a \(name), which is no plain tensor" }
        return """
            a \(name), one process's share of it: save what get_model_state_dict(model, \
            options=StateDictOptions(full_state_dict=True)) of torch.distributed.checkpoint.state_dict gives
            """
    }
}
