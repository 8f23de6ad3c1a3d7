"""Writes small pickles of arrays in the forms in which model zoos have them, as fixtures of the tests.

    python pickles.py FOLDER

One for each protocol from 2 to 5 as Python 3 and NumPy write them, and one of protocol 2 as Python 2 wrote it, in which the elements of
arrays are texts: Caffe2's Detectron published such files. expected.json has every array's type, shape and elements.
"""

import json
import os
import pickle
import struct
import sys

import numpy

ARRAYS = {
    "conv1_w": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) - 2.5,
    "zeros": numpy.zeros((10, 10), dtype=numpy.float32),
    "many": numpy.linspace(-1, 1, 300, dtype=numpy.float32).reshape(3, 100),
    "columns": numpy.asfortranarray(numpy.arange(12, dtype=numpy.float64).reshape(3, 4)),
    "halves": numpy.array([0.5, -2, 65504], dtype=numpy.float16),
    "truths": numpy.array([True, False, True]),
    "count": numpy.array(7, dtype=numpy.int64),
    "none": numpy.zeros((0, 3), dtype=numpy.float32),
}


def old_text(data):
    """A text of Python 2's."""
    return (b"U" + struct.pack("<B", len(data)) if len(data) < 256 else b"T" + struct.pack("<i", len(data))) + data


def old_int(value):
    return b"K" + struct.pack("<B", value) if value < 256 else b"M" + struct.pack("<H", value)


def old_array(array):
    dtype = b"cnumpy\ndtype\n(" + old_text(array.dtype.str[1:].encode()) + b"K\x00K\x01tR(K\x03"
    order = b"|" if array.dtype.itemsize == 1 else b"<"
    dtype += old_text(order) + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    shape = b"(" + b"".join(map(old_int, array.shape)) + b"t"
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    state = b"(K\x01" + shape + dtype + (b"\x88" if fortran else b"\x89")
    state += old_text(array.tobytes(order="F" if fortran else "C")) + b"t"
    return b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00t" + old_text(b"b") + b"tR" + state + b"b"


def main():
    folder = sys.argv[1]
    for protocol in range(2, 6):
        with open(os.path.join(folder, f"protocol{protocol}.pkl"), "wb") as file:
            pickle.dump({"model": ARRAYS, "__author__": "someone"}, file, protocol=protocol)
    old = b"\x80\x02}(" + old_text(b"blobs") + b"}("
    old += b"".join(old_text(name.encode()) + old_array(array) for name, array in ARRAYS.items())
    old += b"u" + old_text(b"cfg") + old_text("Gr\xf6\xdfe".encode("latin1")) + b"u."
    with open(os.path.join(folder, "python2.pkl"), "wb") as file:
        file.write(old)
    read = pickle.loads(old, encoding="latin1")["blobs"]
    assert all((read[name] == array).all() and read[name].dtype == array.dtype for name, array in ARRAYS.items())
    expected = {
        name: {"dtype": str(array.dtype), "shape": list(array.shape), "elements": [float(x) for x in array.flatten()]}
        for name, array in ARRAYS.items()
    }
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expected, file)
        file.write("\n")


if __name__ == "__main__":
    main()
