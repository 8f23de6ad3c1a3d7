// Memory for weights, for what a thread works in, and for activations.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace ct::kernels {

// Floats at an address that vectors, and where they are many large pages, like; not set to anything.
class AlignedMemory {
public:
    AlignedMemory() = default;
    explicit AlignedMemory(size_t count);
    float *data() const { return values.get(); }

private:
    struct Free {
        void operator()(float *) const;
    };
    std::unique_ptr<float, Free> values;
};

// What the calling thread may work in, at least this many floats: the same memory each time, so that no page of it is
// touched for the first time in the middle of a computation.
float *threadScratch(size_t count);

// Gives activations their memory and takes it back, in one range of addresses from low to high. An image leaves the range
// empty, so the next one gets the same pages again: fresh ones cost more than computing on them.
class Arena {
public:
    Arena();
    ~Arena();
    Arena(const Arena &) = delete;
    Arena &operator=(const Arena &) = delete;

    // At least `bytes`, 64 of them aligned; throws std::bad_alloc.
    void *allocate(size_t bytes);
    void free(void *memory);
    // The most bytes that were in use at a time, gaps between them included.
    size_t peak() const;
    // Gives pages back to the system that nothing uses.
    void trim();

private:
    mutable std::mutex mutex;
    char *base = nullptr;  // null where addresses could not be reserved: then malloc serves
    size_t highest = 0;
    std::map<size_t, size_t> unused;  // offset and length of each gap
    std::map<size_t, size_t> used;
};

}  // namespace ct::kernels
