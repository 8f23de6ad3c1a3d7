#include "memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <new>

// Under the address sanitizer there is a fence behind each block, and what is unused may not be touched.
#if defined(__SANITIZE_ADDRESS__)
#define CT_FENCED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CT_FENCED 1
#endif
#endif
#ifdef CT_FENCED
#include <sanitizer/asan_interface.h>
#else
#define CT_FENCED 0
#define ASAN_POISON_MEMORY_REGION(memory, bytes) ((void)(memory), (void)(bytes))
#define ASAN_UNPOISON_MEMORY_REGION(memory, bytes) ((void)(memory), (void)(bytes))
#endif

namespace ct::kernels {
namespace {

constexpr size_t largePage = size_t{2} << 20;
#ifdef __APPLE__
constexpr int giveBack = MADV_FREE;  // its MADV_DONTNEED keeps the pages
#else
constexpr int giveBack = MADV_DONTNEED;
#endif
constexpr size_t fence = CT_FENCED ? 64 : 0;
// Only addresses: pages are taken when they are touched.
constexpr size_t reservation = sizeof(void *) == 8 ? size_t{1} << 38 : size_t{1} << 28;

void preferLargePages([[maybe_unused]] void *memory, [[maybe_unused]] size_t bytes) {
#ifdef MADV_HUGEPAGE
    madvise(memory, bytes, MADV_HUGEPAGE);
#endif
}

}  // namespace

AlignedMemory::AlignedMemory(size_t count) {
    const size_t bytes = std::max<size_t>(count, 1) * sizeof(float);
    const size_t alignment = bytes >= largePage ? largePage : 64;
    values.reset(static_cast<float *>(std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment)));
    if (!values) throw std::bad_alloc();
    if (alignment == largePage) preferLargePages(values.get(), bytes);
}

void AlignedMemory::Free::operator()(float *memory) const { std::free(memory); }

float *threadScratch(size_t count) {
    thread_local AlignedMemory memory;
    thread_local size_t size = 0;
    if (count > size) {
        size = 0;  // if there is no more memory
        memory = AlignedMemory();
        memory = AlignedMemory(count);
        size = count;
    }
    return memory.data();
}

Arena::Arena() {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
#ifdef MAP_NORESERVE
    flags |= MAP_NORESERVE;
#endif
    void *range = mmap(nullptr, reservation, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (range == MAP_FAILED) return;
    base = static_cast<char *>(range);
    preferLargePages(base, reservation);
    unused[0] = reservation;
}

Arena::~Arena() {
    if (!base) return;
    ASAN_UNPOISON_MEMORY_REGION(base, highest + fence);
    munmap(base, reservation);
}

void *Arena::allocate(size_t bytes) {
    const size_t size = (std::max<size_t>(bytes, 1) + 63) / 64 * 64 + fence;
    const std::lock_guard lock(mutex);
    for (auto gap = unused.begin(); gap != unused.end(); ++gap) {
        if (gap->second < size) continue;
        const size_t offset = gap->first, left = gap->second - size;
        if (left > 0) unused[offset + size] = left;
        // The gap's node serves the block: from here on nothing can fail.
        auto block = unused.extract(gap);
        block.mapped() = size;
        used.insert(std::move(block));
        highest = std::max(highest, offset + size - fence);
        ASAN_UNPOISON_MEMORY_REGION(base + offset, bytes);
        ASAN_POISON_MEMORY_REGION(base + offset + bytes, size - bytes);
        return base + offset;
    }
    if (void *memory = std::aligned_alloc(64, size)) return memory;
    throw std::bad_alloc();
}

void Arena::free(void *memory) {
    const std::lock_guard lock(mutex);
    char *address = static_cast<char *>(memory);
    if (!base || address < base || address >= base + reservation) {
        std::free(memory);
        return;
    }
    const auto block = used.find(address - base);
    if (block == used.end()) return;
    size_t offset = block->first, size = block->second;
    // Its node serves the gap: nothing is allocated, so that nothing can fail.
    auto gap = used.extract(block);
    ASAN_POISON_MEMORY_REGION(base + offset, size);
    const auto after = unused.lower_bound(offset);
    if (after != unused.begin()) {
        const auto before = std::prev(after);
        if (before->first + before->second == offset) {
            offset = before->first;
            size += before->second;
            unused.erase(before);
        }
    }
    if (after != unused.end() && offset + size == after->first) {
        size += after->second;
        unused.erase(after);
    }
    gap.key() = offset;
    gap.mapped() = size;
    unused.insert(std::move(gap));
}

size_t Arena::peak() const {
    const std::lock_guard lock(mutex);
    return highest;
}

void Arena::trim() {
    const std::lock_guard lock(mutex);
    for (const auto &[offset, size] : unused) {
        const size_t first = (offset + largePage - 1) / largePage * largePage;
        const size_t last = std::min(offset + size, highest) / largePage * largePage;
        if (first < last) madvise(base + first, last - first, giveBack);
    }
    const size_t before = highest;
    highest = used.empty() ? 0 : std::prev(used.end())->first + std::prev(used.end())->second - fence;
    // What the destructor will not reach.
    ASAN_UNPOISON_MEMORY_REGION(base + highest + fence, before - highest);
}

}  // namespace ct::kernels
