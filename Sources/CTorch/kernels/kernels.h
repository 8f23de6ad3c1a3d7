// The CPU kernels: plain C++ on plain memory, for float and double. detection.cpp gives them tensors.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

// Compiles a function for AVX2 as well and chooses, by what the processor says it has, when the program is loaded. Without
// FMA: results are those of the other version. Where the compiler's baseline has wide vectors already (64-bit Arm) or the
// loader cannot choose (macOS), there is one version.
#if defined(__x86_64__) && defined(__linux__)
#define CT_VECTORIZED __attribute__((target_clones("avx2", "default")))
#else
#define CT_VECTORIZED
#endif

namespace ct::kernels {

// The shape of one image's features on one level of a pyramid, channels-last.
struct MapShape {
    int64_t height, width, channels;
};

struct RoIAlignment {
    double spatialScale;
    int64_t side;           // of the output
    int64_t samplingRatio;  // samples a side of each output cell; 0: as many as the cell covers,
    int64_t mostSamples;    // but no more than these
    bool isAligned;         // moved by half a cell, and sides are as short as they are; else of at least 1
};

// Writes side × side × channels values for the box x1, y1, x2, y2.
void roiAlign(const float *features, const MapShape &map, const float *box, const RoIAlignment &alignment, float *out);
void roiAlign(const double *features, const MapShape &map, const double *box, const RoIAlignment &alignment,
              double *out);

// Adds to the features' gradient what the gradient of roiAlign's output says, for `count` channels from `first`.
void roiAlignBackward(const float *gradient, const MapShape &map, const float *box, const RoIAlignment &alignment,
                      int64_t first, int64_t count, float *features);
void roiAlignBackward(const double *gradient, const MapShape &map, const double *box, const RoIAlignment &alignment,
                      int64_t first, int64_t count, double *features);

struct ImageExtent {
    int64_t height, width;
};

// A photograph of (height, width, 3) bytes, normalised and resized to rows of (width, 3) floats.
class ImageResizing {
public:
    static constexpr int64_t channels = 3;
    ImageResizing(ImageExtent from, ImageExtent to, const double *mean, const double *deviation);
    // One row, with zeros up to the padded width; below the image all zeros.
    void row(const uint8_t *pixels, int64_t row, int64_t paddedWidth, float *out) const;

private:
    // The two pixels along an axis between which a resized one lies, and their weights.
    struct Place {
        int64_t low, high;
        float lowWeight, highWeight;
    };
    static std::vector<Place> places(int64_t original, int64_t resized);

    ImageExtent from, to;
    std::vector<Place> rows, columns;
    float table[256][channels];
};

// The class of each pixel of an image from logits (height, width, channels), which are interpolated bilinearly (align_corners
// false) to the size of the network's input, and from there to the image's: the one of the largest logit, of equals the first.
template <class T> class ClassMap {
public:
    // The logits must outlive this. They have at most 256 channels.
    ClassMap(const T *logits, const MapShape &map, ImageExtent input, ImageExtent image);
    // The rows [first, last) of the image. labels and probabilities have a value for each pixel of the image; the latter,
    // the softmax of each pixel's own class, may be null.
    void rows(int64_t first, int64_t last, uint8_t *labels, float *probabilities) const;

private:
    // The two cells along an axis between which a pixel lies, and their weights.
    struct Place {
        int64_t low, high;
        T lowWeight, highWeight;
    };
    // From logits of one size to another.
    struct Step {
        Step(int64_t height, int64_t width, ImageExtent result);
        std::vector<Place> lines, columns;
    };
    static std::vector<Place> places(int64_t cells, int64_t pixels);
    // Two rows of logits blended as a place of lines says.
    void blend(const T *above, const T *below, const Place &place, int64_t count, T *out) const;
    // A row of logits at the input's size; `blended` is what it works in.
    void inputRow(int64_t row, T *blended, T *out) const;
    // The classes of a row of the image, from a row of logits, and their probabilities, which may be null.
    void classes(const T *row, uint8_t *labels, float *probabilities) const;

    const T *logits;
    MapShape map;
    // The image may have the input's size: then the second is not taken.
    bool isOneStep;
    Step toInput, toImage;
};

// Which of the boxes each candidate belongs to: an index, -1 for the background, -2 for neither. See ct_match.
template <class T> struct Matching {
    T high, low;
    bool allowsLowQuality;
};
template <class T>
void match(const T *truth, int64_t truthCount, const T *candidates, int64_t first, int64_t last,
           const Matching<T> &matching, const T *bestOfTruth, int64_t *out);
// The largest overlap of each box with any candidate of a range, into best[truthCount].
template <class T>
void bestOverlaps(const T *truth, int64_t truthCount, const T *candidates, int64_t first, int64_t last, T *best);
// The share of a candidate's area within one box, the largest over the boxes.
template <class T> T largestShareWithin(const T *candidate, const T *boxes, int64_t count);

// A mask in an image of another size, cut to where it is and one pixel more: values of 0 and 1, row by row.
template <class T> struct MaskCrop {
    int64_t x = 0, y = 0, width = 0, height = 0;
    std::vector<T> values;
};
struct MaskSize {
    int64_t height, width;
};
template <class T>
MaskCrop<T> resizedCrop(const uint32_t *counts, int64_t count, MaskSize original, MaskSize resized);

// Greedy non-maximum suppression within groups. Groups are independent, so that threads can share them.
template <class T> class Suppression {
public:
    // Boxes and scores must outlive this and be fewer than 2³². No more than the best `most` are wanted.
    Suppression(const T *boxes, const T *scores, const int64_t *groups, int64_t count, double threshold, bool shift,
                int64_t most);
    int64_t groupCount() const { return static_cast<int64_t>(members.size()); }
    // Decides for the boxes of one group, from 0 up to groupCount().
    void run(int64_t group);
    // After all have run: the indices of what stays, in the stable order of descending score.
    std::vector<int64_t> kept() const;

private:
    // A group's number, and where its boxes are among the indices: when it has run, those that stay come first.
    struct Members {
        int64_t name;
        size_t first, count, kept;
    };
    const T *boxes, *scores;
    T threshold, step = 0;
    size_t most;
    std::vector<Members> members;
    std::vector<uint32_t> indices;
};

// Soft-NMS within groups: indices of what stays with the scores that are left, the best first.
template <class T> struct SoftSuppression {
    T threshold;     // above this overlap a score is multiplied by 1 - overlap,
    T sigma;         // or, where this is above 0, each by exp(-overlap² / sigma)
    const T *least;  // of each box: with no more than this it goes
    int64_t most;    // no more than the best so many are wanted
};
template <class T>
std::vector<std::pair<int64_t, T>> softSuppression(const T *boxes, const T *scores, const int64_t *groups, int64_t count,
                                                   const SoftSuppression<T> &rule);

// The run lengths, column by column, of one side × side probability mask pasted into an image at a box. Sampled, the mask is looked up at
// the centre of each pixel, and what is at least the threshold is set; else the box is cut to whole pixels, and what is above it is.
template <class T>
std::vector<uint32_t> pasteMask(const T *mask, int64_t side, const T *box, int64_t height, int64_t width,
                                double threshold, bool sampled);

// The same mask as the probability of each pixel of the image, row by row; zero beside the box.
template <class T>
void pasteProbabilities(const T *mask, int64_t side, const T *box, int64_t height, int64_t width, bool sampled, T *out);

// Where each of `count` side × side heat maps of one box is highest once it is enlarged to the box: x, y and the height there. A
// side of the box counts as at most `largest` pixels.
template <class T>
void findKeypoints(const T *maps, int64_t count, int64_t side, const T *box, int64_t largest, float *out);

}  // namespace ct::kernels
