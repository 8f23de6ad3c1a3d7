#!/usr/bin/env bash
# Guessed: safetensors.numpy.save_file writes an array that was transposed (a convolution's weights of TensorFlow, rows by
# columns by input by output, as PyTorch has them) by its elements, or refuses it, as safetensors.torch does.
# Found in safetensors 0.8.0: it writes the array's memory as it lies there under the shape of the view. What is loaded has the right
# shape, type and sum, and its weights at other places; a network from it runs and finds nothing. 0.7.0 wrote the elements.
. "$(dirname "$0")/environment.sh"
for version in 0.7.0 0.8.0; do
  run_with safetensors==$version numpy==2.3.5 <<'PY'
import numpy as np
import safetensors
from safetensors.numpy import load_file, save_file

tensorflow = np.random.default_rng(0).standard_normal((3, 3, 16, 32)).astype(np.float32)
views = {"transposed": tensorflow.transpose(3, 2, 0, 1), "every second": tensorflow[..., ::2],
         "Fortran's order": np.asfortranarray(tensorflow)}
save_file(views, "model.safetensors")
loaded = load_file("model.safetensors")
wrong = [name for name in views if not np.array_equal(views[name], loaded[name])]
same = {name: float(np.mean(views[name] == loaded[name])) for name in views}
print("safetensors", safetensors.__version__, "share of equal elements:", {name: round(share, 4) for name, share in same.items()})
assert all(loaded[name].shape == views[name].shape for name in views)
assert wrong == (list(views) if safetensors.__version__ == "0.8.0" else []), wrong
assert np.array_equal(np.sort(loaded["transposed"], axis=None), np.sort(tensorflow, axis=None))
PY
done
