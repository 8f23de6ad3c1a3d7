// What all instruction sets share of winograd_kernel.h: weights, tiles, and how work is shared.
#include "winograd.h"

#include <algorithm>
#include <cmath>

#include "instruction_sets.h"

namespace ct::kernels {
namespace {

constexpr int64_t kernelSide = 3, mostSide = 8;

int64_t suitedGroup(int64_t outputs, int64_t panel) {
    for (int64_t group = std::max<int64_t>(64, panel); group > panel; group -= panel)
        if (outputs % group == 0) return group;
    return panel;
}

}  // namespace

const WinogradForm &WinogradForm::of(int64_t outputSide) {
    static const WinogradForm four(4, {0, 0.625, -0.625, 1.5, -1.5}), six(6, {0, 0.5, -0.5, 1, -1, 2, -2});
    return outputSide == 6 ? six : four;
}

WinogradForm::WinogradForm(int64_t outputSide, const std::vector<double> &places)
    : outputSide(outputSide), side(outputSide + 2) {
    for (size_t i = 0; i < places.size(); i++) {
        double product = 1;
        for (size_t j = 0; j < places.size(); j++)
            if (j != i) product *= places[i] - places[j];
        for (int64_t power = 0; power < kernelSide; power++)
            factors[i][power] = std::pow(places[i], static_cast<double>(power)) / product;
    }
    factors[places.size()][kernelSide - 1] = 1;
}

void WinogradForm::transform(const double (*weight)[lanes], double (*out)[lanes]) const {
    double half[mostSide][kernelSide][lanes];
    for (int64_t i = 0; i < side; i++)
        for (int64_t x = 0; x < kernelSide; x++)
            for (int64_t lane = 0; lane < lanes; lane++)
                half[i][x][lane] = factors[i][0] * weight[x][lane] + factors[i][1] * weight[3 + x][lane] +
                                   factors[i][2] * weight[6 + x][lane];
    for (int64_t i = 0; i < side; i++)
        for (int64_t j = 0; j < side; j++)
            for (int64_t lane = 0; lane < lanes; lane++)
                out[i * side + j][lane] = half[i][0][lane] * factors[j][0] + half[i][1][lane] * factors[j][1] +
                                          half[i][2][lane] * factors[j][2];
}

bool WinogradWeights::suits(const InstructionSet &set, int64_t inputs, int64_t outputs) {
    return inputs > 0 && outputs > 0 && inputs % std::max<int64_t>(set.lanes, 4) == 0 && outputs % set.panel() == 0;
}

// A panel more than there is: the kernel fetches ahead.
WinogradWeights::WinogradWeights(const InstructionSet &set, int64_t inputs, int64_t outputs, int64_t outputSide)
    : set(set), form(WinogradForm::of(outputSide)), inputs(inputs), outputs(outputs),
      group(suitedGroup(outputs, set.panel())),
      packed(form.points() * inputs * outputs + inputs * set.panel() + 64) {}

int64_t WinogradWeights::panelCount() const { return outputs / set.panel(); }

void WinogradWeights::pack(int64_t index, const StridedWeights &weight, const double *scale) {
    const int64_t panel = set.panel(), points = form.points(), panels = group / panel;
    const int64_t first = index * panel, place = first % group / panel;
    float *start = packed.data() + points * inputs * (first / group * group);
    constexpr int64_t lanes = WinogradForm::lanes;
    double kernels[kernelSide * kernelSide][lanes], values[WinogradTiles::mostPoints][lanes];
    for (int64_t input = 0; input < inputs; input++)
        for (int64_t lane = 0; lane < panel; lane += lanes) {
            for (int64_t tap = 0; tap < kernelSide * kernelSide; tap++)
                for (int64_t each = 0; each < lanes; each++) {
                    const int64_t output = first + lane + each;
                    const double value = weight.at(output, input, tap / kernelSide, tap % kernelSide);
                    kernels[tap][each] = scale ? value * scale[output] : value;
                }
            form.transform(kernels, values);
            for (int64_t point = 0; point < points; point++) {
                float *out = start + ((point * panels + place) * inputs + input) * panel + lane;
                for (int64_t each = 0; each < lanes; each++) out[each] = static_cast<float>(values[point][each]);
            }
        }
}

WinogradTiles::WinogradTiles(const std::vector<ConvolvedMaps> &groups, int64_t outputSide, int64_t dilation)
    : outputSide(outputSide), dilation(dilation), firsts{0} {
    for (const ConvolvedMaps &maps : groups) {
        if (maps.count * maps.height * maps.width == 0) continue;
        const auto tiles = [&](int64_t count, int64_t size) {
            const int64_t cells = count * (size + dilation) - 1;
            return (cells + outputSide - 1) / outputSide;
        };
        Canvas best{maps, 1, tiles(maps.count, maps.height), tiles(1, maps.width)};
        for (int64_t across = 2; across <= std::min<int64_t>(maps.count, 64); across++) {
            const int64_t down = (maps.count + across - 1) / across;
            const Canvas other{maps, across, tiles(down, maps.height), tiles(across, maps.width)};
            if (other.rows * other.columns < best.rows * best.columns) best = other;
        }
        canvases.push_back(best);
        firsts.push_back(firsts.back() + best.rows * best.columns);
    }
}

const WinogradTiles::Canvas &WinogradTiles::canvas(int64_t &tile) const {
    const size_t index = std::upper_bound(firsts.begin(), firsts.end(), tile) - firsts.begin() - 1;
    tile -= firsts[index];
    return canvases[index];
}

WinogradTiles::Line WinogradTiles::line(int64_t position, int64_t size) const {
    if (position < 0) return {0, 0, false};
    // The first grids of a map may have a cell more than the others; after each is one of zeros.
    const int64_t map = position / (size + dilation), within = position % (size + dilation);
    const int64_t least = size / dilation, longer = size % dilation, border = longer * (least + 2);
    const bool isLonger = within < border;
    const int64_t step = isLonger ? least + 2 : least + 1, offset = isLonger ? within : within - border;
    const int64_t grid = isLonger ? offset / step : longer + offset / step, own = offset % step;
    return {map, own * dilation + grid, own < step - 1};
}

void WinogradTiles::inputs(int64_t tile, int64_t channels, const float *zeros, const float **out) const {
    const Canvas &canvas = this->canvas(tile);
    const ConvolvedMaps &maps = canvas.maps;
    const int64_t side = outputSide + 2, top = tile / canvas.columns * outputSide - 1,
                  left = tile % canvas.columns * outputSide - 1;
    Line columns[mostSide];
    for (int64_t x = 0; x < side; x++) columns[x] = line(left + x, maps.width);
    for (int64_t y = 0; y < side; y++) {
        const Line row = line(top + y, maps.height);
        for (int64_t x = 0; x < side; x++) {
            const int64_t map = row.map * canvas.across + columns[x].map;
            const bool isInside =
                row.isInside && columns[x].isInside && columns[x].map < canvas.across && map < maps.count;
            *out++ = isInside ? maps.input + ((map * maps.height + row.position) * maps.width + columns[x].position) * channels
                              : zeros;
        }
    }
}

bool WinogradTiles::outputs(int64_t tile, int64_t channels, float **out, const float **residuals) const {
    const Canvas &canvas = this->canvas(tile);
    const ConvolvedMaps &maps = canvas.maps;
    const int64_t top = tile / canvas.columns * outputSide, left = tile % canvas.columns * outputSide;
    Line columns[mostSide];
    for (int64_t x = 0; x < outputSide; x++) columns[x] = line(left + x, maps.width);
    for (int64_t y = 0; y < outputSide; y++) {
        const Line row = line(top + y, maps.height);
        for (int64_t x = 0; x < outputSide; x++) {
            const int64_t map = row.map * canvas.across + columns[x].map;
            const bool isInside =
                row.isInside && columns[x].isInside && columns[x].map < canvas.across && map < maps.count;
            const int64_t place = ((map * maps.height + row.position) * maps.width + columns[x].position) * channels;
            *out++ = isInside ? maps.output + place : nullptr;
            *residuals++ = isInside && maps.residual ? maps.residual + place : nullptr;
        }
    }
    return maps.residual != nullptr;
}

WinogradTasks::WinogradTasks(const WinogradWeights &weights, const WinogradTiles &all, int64_t threads)
    : tiles(all.count()), groups(weights.outputs / weights.group) {
    // Of so many inputs a block's points fit no second-level cache anyway, and larger ones meet the weights less often.
    constexpr int64_t manyInputs = 1024;
    const int64_t factor = weights.inputs >= manyInputs ? 2 : 1;
    blocks = (tiles + factor * winogradBlock - 1) / (factor * winogradBlock);
    // Where there are few, each thread has as many, so that none is idle at the end; and rather larger ones than more of
    // them, since each block meets all weights, of which such layers have most.
    const int64_t most = threads * factor * largestWinogradBlock;
    if (blocks < 4 * threads) blocks = std::min((tiles + most - 1) / most * threads, tiles);
    // As many for one thread as for another.
    blocks = std::min((blocks + threads - 1) / threads * threads, tiles);
    // With fewer tiles than that, threads share the output channels; each then transforms the inputs for itself.
    parts = blocks >= threads || blocks == 0 ? 1 : std::min((threads + blocks - 1) / blocks, groups);
}

void winograd(const WinogradWeights &weights, const float *bias, const WinogradTiles &tiles, const WinogradTasks &tasks,
              int64_t task, Activation activation) {
    const int64_t block = task / tasks.parts, part = task % tasks.parts;
    const WinogradRange range{tasks.tiles * block / tasks.blocks, tasks.tiles * (block + 1) / tasks.blocks,
                              tasks.groups * part / tasks.parts, tasks.groups * (part + 1) / tasks.parts};
    (weights.form.outputSide == 6 ? weights.set.winograd6 : weights.set.winograd4)(weights, bias, tiles, range, activation);
}

}  // namespace ct::kernels
