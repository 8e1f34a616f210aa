// The streaming half of safetensors.h.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>

#include "core/base/json.h"
#include "core/weights/safetensors.h"

namespace azr::weights {

/// Owns the half-written file beside the target; unlinks it unless it was renamed.
struct SafetensorsWriter::State {
    std::filesystem::path target;
    std::string beside;
    int fd = -1;
    std::uint64_t left = 0;  ///< bytes of tensors still to come

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (fd >= 0) ::close(fd);
        if (!beside.empty()) ::unlink(beside.c_str());
    }

    tl::unexpected<Error> osError(const char* what) const {
        const int code = errno;
        return fail(code == ENOSPC ? ErrorCode::Exhausted : ErrorCode::Io,
                    std::string(what) + ": " + std::strerror(code), target.string());
    }

    Status put(const char* data, std::size_t size) {
        while (size > 0) {
            const ssize_t written = ::write(fd, data, size);
            if (written < 0) {
                if (errno == EINTR) continue;
                return osError("cannot write");
            }
            data += written;
            size -= static_cast<std::size_t>(written);
        }
        return {};
    }
};

namespace {

Result<std::string> makeHeader(const std::vector<TensorSpec>& specs, const std::map<std::string, std::string>& metadata,
                               std::uint64_t& total, const std::string& place) {
    Json json = Json::object();
    if (!metadata.empty()) json["__metadata__"] = metadata;
    std::set<std::string> seen;
    total = 0;
    for (const auto& spec : specs) {
        if (spec.name.empty() || spec.name == "__metadata__" || !seen.insert(spec.name).second)
            return fail(ErrorCode::InvalidArgument, "the tensor name '" + spec.name + "' is empty, reserved or twice",
                        place);
        for (const auto size : spec.shape)
            if (size < 0)
                return fail(ErrorCode::InvalidArgument, "tensor '" + spec.name + "' has a negative size", place);
        const std::uint64_t end = total + spec.byteSize();
        json[spec.name] = {{"dtype", name(spec.dtype)}, {"shape", spec.shape}, {"data_offsets", {total, end}}};
        total = end;
    }
    std::string text = dumpLine(json);
    text.append((8 - text.size() % 8) % 8, ' ');  // keeps the buffer aligned to 8 bytes
    return text;
}

}  // namespace

Result<SafetensorsWriter> SafetensorsWriter::create(const std::filesystem::path& target, std::vector<TensorSpec> specs,
                                                    const std::map<std::string, std::string>& metadata) {
    auto state = std::make_unique<State>();
    state->target = target;
    AZR_TRY(const std::string header, makeHeader(specs, metadata, state->left, target.string()));
    std::string beside = target.string() + ".XXXXXX";
    state->fd = ::mkostemp(beside.data(), O_CLOEXEC);
    if (state->fd < 0) return state->osError("cannot create a file beside");
    state->beside = beside;
    const std::uint64_t size = header.size();
    char length[sizeof size];
    std::memcpy(length, &size, sizeof size);
    AZR_CHECK(state->put(length, sizeof length));
    AZR_CHECK(state->put(header.data(), header.size()));
    return SafetensorsWriter(std::move(state));
}

SafetensorsWriter::SafetensorsWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
SafetensorsWriter::SafetensorsWriter(SafetensorsWriter&&) noexcept = default;
SafetensorsWriter& SafetensorsWriter::operator=(SafetensorsWriter&&) noexcept = default;
SafetensorsWriter::~SafetensorsWriter() = default;

Status SafetensorsWriter::write(std::span<const std::byte> bytes) {
    if (bytes.size() > m_state->left)
        return fail(ErrorCode::InvalidArgument, "more bytes than the tensors declared", m_state->target.string());
    m_state->left -= bytes.size();
    return m_state->put(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

Status SafetensorsWriter::finish() {
    auto& state = *m_state;
    if (state.left != 0)
        return fail(ErrorCode::InvalidArgument, std::to_string(state.left) + " bytes of tensors were never written",
                    state.target.string());
    if (::fchmod(state.fd, 0644) != 0) return state.osError("cannot set permissions");
    if (::fsync(state.fd) != 0) return state.osError("cannot sync");
    if (::rename(state.beside.c_str(), state.target.c_str()) != 0) return state.osError("cannot rename into place");
    state.beside.clear();
    const auto folder = state.target.parent_path();
    return syncPath(folder.empty() ? std::filesystem::path(".") : folder);
}

}  // namespace azr::weights
