/// Safetensors files of strangers: whatever opens has tensors that lie in the file without overlap or hole and can be
/// read; their names lead back to them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/weights/safetensors.h"
#include "tests/fuzz/memory_file.h"

using namespace azr::weights;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static azr::fuzz::MemoryFile memory;
    const auto file = SafetensorsFile::open(memory.holding(data, size));
    if (!file) {
        if (file.error().detail.empty()) std::abort();
        return 0;
    }
    std::size_t bytes = 0;
    for (const TensorView& tensor : file->tensors()) {
        bytes += tensor.bytes.size();
        if (tensor.bytes.size() != tensor.spec.byteSize()) std::abort();
        if (file->find(tensor.spec.name) != &tensor) std::abort();
        if (!file->need(tensor.spec.name, tensor.spec.shape)) std::abort();
        std::vector<float> values(static_cast<std::size_t>(std::min<std::int64_t>(tensor.spec.elements(), 1 << 16)));
        (void)readFloats(tensor, 0, values, "fuzzed");
    }
    if (bytes > size) std::abort();
    return 0;
}
