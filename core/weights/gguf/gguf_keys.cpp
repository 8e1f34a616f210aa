#include "core/weights/gguf/gguf_keys.h"

namespace azr::weights {

GgufKeys::GgufKeys(const GgufFile& file, const GgufArchitecture& architecture)
    : m_file(file), m_architecture(architecture), m_place(file.path().string()) {}

std::string GgufKeys::keyOf(std::string_view name) const {
    return std::string(m_architecture.name) + "." + std::string(name);
}

Result<double> GgufKeys::number(std::string_view name, double otherwise) const {
    if (!has(name)) return otherwise;
    return m_file.number(keyOf(name));
}

Result<std::int64_t> GgufKeys::dimension(std::string_view name) const {
    AZR_TRY(const auto value, m_file.integer(keyOf(name)));
    if (value < 1 || value > 100'000'000)
        return fail(ErrorCode::Parse, "key '" + keyOf(name) + "' must be a positive number", m_place);
    return value;
}

Result<std::int64_t> GgufKeys::dimension(std::string_view name, std::int64_t otherwise) const {
    if (!has(name)) return otherwise;
    return dimension(name);
}

tl::unexpected<Error> GgufKeys::refuse(std::string_view name, const std::string& why) const {
    return fail(ErrorCode::Unsupported, "key '" + keyOf(name) + "' " + why, m_place,
                "choose another file or another model: this build does not compute that");
}

}  // namespace azr::weights
