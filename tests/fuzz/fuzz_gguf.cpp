/// GGUF files of strangers: whatever opens has tensors inside the file that can be read row by row, a config or an
/// error, a tokenizer or an error.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/weights/gguf/gguf_model.h"
#include "tests/fuzz/memory_file.h"

using namespace azr::weights;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static azr::fuzz::MemoryFile memory;
    const auto path = memory.holding(data, size);
    auto file = GgufFile::open(path);
    if (!file) {
        if (file.error().detail.empty()) std::abort();
        return 0;
    }
    for (const GgufTensor& tensor : file->tensors()) {
        // Whole blocks, all of them inside the file.
        const auto blocks = static_cast<std::int64_t>(tensor.bytes.size()) / tensor.type.blockBytes;
        if (blocks * tensor.type.blockBytes != static_cast<std::int64_t>(tensor.bytes.size())) std::abort();
        std::vector<float> values(static_cast<std::size_t>(tensor.type.blockElements));
        dequantise(tensor.type, tensor.bytes.first(static_cast<std::size_t>(tensor.type.blockBytes)), values);
    }
    (void)ggufTokenizer(*file);
    const auto config = ggufConfig(*file);
    if (!config) return 0;
    if (config->vocabulary < 1 || config->headDim < 2) std::abort();
    const auto source = ggufWeights(std::move(*file));
    if (!source) std::abort();
    if (config->layers < 100) (void)checkTensors(**source, *config);
    for (const StoredTensor& tensor : (*source)->tensors()) {
        std::vector<float> row(static_cast<std::size_t>(std::min<std::int64_t>(tensor.rowWidth(), 1 << 20)));
        if (std::ssize(row) == tensor.rowWidth()) (void)(*source)->read(tensor.name, 0, row);
    }
    return 0;
}
