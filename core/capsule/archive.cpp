#include "core/capsule/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

#include "core/base/files.h"
#include "core/base/staged_file.h"

namespace azr::capsule {

namespace {

constexpr int kPermissions = 0644;
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kMostFiles = 20'000;
constexpr std::size_t kReadAtOnce = std::size_t{1} << 20;

bool isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

struct FreeReader {
    void operator()(archive* one) const { archive_read_free(one); }
};
struct FreeEntry {
    void operator()(archive_entry* one) const { archive_entry_free(one); }
};
using ReaderHandle = std::unique_ptr<archive, FreeReader>;
using EntryHandle = std::unique_ptr<archive_entry, FreeEntry>;

std::string saidBy(archive* one) {
    const char* const text = archive_error_string(one);
    return text == nullptr ? "unknown reason" : text;
}

}  // namespace

struct FreeArchiveWriter {
    void operator()(archive* one) const { archive_write_free(one); }
};

/// Files as tar headers and padded contents, always the same for the same files; what comes of it goes to a sink.
class Encoder {
  public:
    explicit Encoder(Sink sink) : m_sink(std::move(sink)), m_archive(archive_write_new()) {
        archive_write_set_format_pax_restricted(m_archive.get());
        archive_write_add_filter_none(m_archive.get());
        archive_write_set_bytes_per_block(m_archive.get(), 0);  // as it comes, and no padding behind the end
        archive_write_open(m_archive.get(), this, nullptr, pass, nullptr);
    }
    Encoder(const Encoder&) = delete;
    Encoder& operator=(const Encoder&) = delete;

    Status begin(const std::string& name, std::int64_t size) {
        const EntryHandle entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_size(entry.get(), size);
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), kPermissions);
        archive_entry_set_mtime(entry.get(), 0, 0);
        return told(archive_write_header(m_archive.get(), entry.get()));
    }
    Status write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto taken = archive_write_data(m_archive.get(), bytes.data(), bytes.size());
            if (taken <= 0) return told(ARCHIVE_FATAL);
            bytes.remove_prefix(static_cast<std::size_t>(taken));
        }
        return {};
    }
    Status end() { return told(archive_write_close(m_archive.get())); }

  private:
    static la_ssize_t pass(archive* handle, void* self, const void* bytes, std::size_t size) {
        auto& encoder = *static_cast<Encoder*>(self);
        Status done = encoder.m_sink({static_cast<const char*>(bytes), size});
        if (done) return static_cast<la_ssize_t>(size);
        encoder.m_failure = done.error();
        archive_set_error(handle, EIO, "the sink refuses");
        return -1;
    }
    Status told(int code) {
        if (m_failure) return tl::make_unexpected(*m_failure);
        if (code >= ARCHIVE_WARN) return {};
        return fail(ErrorCode::Internal, "libarchive: " + saidBy(m_archive.get()));
    }

    Sink m_sink;
    std::optional<Error> m_failure;
    std::unique_ptr<archive, FreeArchiveWriter>
        m_archive;  ///< closed, and so its last bytes passed on, before the sink goes
};

namespace {

/// Compares what an encoder makes with the bytes that are there.
class Comparison {
  public:
    explicit Comparison(std::string_view bytes) : m_bytes(bytes) {}

    Status take(std::string_view made) {
        if (m_flaw.empty()) {
            const std::string_view there = m_bytes.substr(std::min(m_at, m_bytes.size()), made.size());
            const auto [differs, ignored] = std::mismatch(there.begin(), there.end(), made.begin());
            if (there.size() < made.size() || differs != there.end())
                m_flaw = fmt::format("byte {} is not as it is written",
                                     m_at + static_cast<std::size_t>(differs - there.begin()));
        }
        m_at += made.size();
        return {};
    }
    [[nodiscard]] std::string flaw() const {
        if (!m_flaw.empty() || m_at == m_bytes.size()) return m_flaw;
        return m_at < m_bytes.size() ? fmt::format("{} bytes stand behind the end", m_bytes.size() - m_at)
                                     : std::string("the end is missing");
    }

  private:
    std::string_view m_bytes;
    std::size_t m_at = 0;
    std::string m_flaw;
};

class Reading {
  public:
    Reading(const std::filesystem::path& file, std::string_view bytes, const Opened& opened)
        : m_place(file.string()),
          m_bytes(bytes),
          m_opened(opened),
          m_comparison(bytes),
          m_encoder([this](std::string_view made) { return m_comparison.take(made); }),
          m_archive(archive_read_new()) {}

    Result<std::string> run() {
        archive_read_support_format_tar(m_archive.get());
        if (archive_read_open_memory(m_archive.get(), m_bytes.data(), m_bytes.size()) != ARCHIVE_OK)
            return broken(saidBy(m_archive.get()));
        for (;;) {
            archive_entry* entry = nullptr;
            const int code = archive_read_next_header(m_archive.get(), &entry);
            if (code == ARCHIVE_EOF) break;
            if (code < ARCHIVE_WARN) return broken(saidBy(m_archive.get()));
            AZR_CHECK(take(entry));
        }
        if (m_names.empty()) return broken("there is nothing in it");
        AZR_CHECK(m_encoder.end());
        return m_comparison.flaw();
    }

  private:
    [[nodiscard]] tl::unexpected<Error> broken(const std::string& why) const {
        return fail(ErrorCode::Corrupt, "is no capsule that can be read: " + why, m_place,
                    "get the file once more; a compressed one is unpacked first");
    }

    Status check(archive_entry* entry, const std::string& name, std::int64_t size) {
        const bool plain = archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr &&
                           archive_entry_symlink(entry) == nullptr && archive_entry_sparse_count(entry) == 0;
        if (!isSafeName(name)) return broken(fmt::format("'{}' is no name of a file in a capsule", name));
        if (!plain) return broken(fmt::format("'{}' is no plain file", name));
        if (!m_names.insert(name).second) return broken(fmt::format("'{}' is in it twice", name));
        if (m_names.size() > kMostFiles) return broken("it holds too many files");
        if (size < 0 || static_cast<std::uint64_t>(size) > m_bytes.size())
            return broken(fmt::format("'{}' is larger than the whole", name));
        return {};
    }

    Status take(archive_entry* entry) {
        const char* const path = archive_entry_pathname(entry);
        const std::string name = path == nullptr ? "" : path;
        const std::int64_t size = archive_entry_size(entry);
        AZR_CHECK(check(entry, name, size));
        AZR_TRY(const Sink sink, m_opened(name, size));
        AZR_CHECK(m_encoder.begin(name, size));
        for (;;) {
            const void* bytes = nullptr;
            std::size_t count = 0;
            la_int64_t at = 0;
            const int code = archive_read_data_block(m_archive.get(), &bytes, &count, &at);
            if (code == ARCHIVE_EOF) return {};
            if (code < ARCHIVE_WARN) return broken(saidBy(m_archive.get()));
            // The whole may come as one block: it is mapped.
            std::string_view block(static_cast<const char*>(bytes), count);
            for (; !block.empty(); block.remove_prefix(std::min(kReadAtOnce, block.size()))) {
                const std::string_view part = block.substr(0, kReadAtOnce);
                AZR_CHECK(m_encoder.write(part));
                AZR_CHECK(sink(part));
            }
        }
    }

    std::string m_place;
    std::string_view m_bytes;
    const Opened& m_opened;
    Comparison m_comparison;
    Encoder m_encoder;
    ReaderHandle m_archive;
    std::set<std::string> m_names;
};

}  // namespace

bool isSafeName(std::string_view name) {
    if (name.size() > kLongestName) return false;
    for (;;) {
        const std::size_t slash = name.find('/');
        const std::string_view part = name.substr(0, slash);
        if (part.empty() || part == "." || part == ".." || !std::ranges::all_of(part, isPlain)) return false;
        if (slash == std::string_view::npos) return true;
        name.remove_prefix(slash + 1);
    }
}

Result<std::string> readArchive(const std::filesystem::path& file, const Opened& opened) {
    AZR_TRY(const MappedFile mapped, MappedFile::open(file));
    const auto bytes = mapped.bytes();
    return Reading(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, opened).run();
}

struct ArchiveWriter::State {
    explicit State(StagedFile staged) : file(std::move(staged)) {}
    StagedFile file;
    std::int64_t left = 0;  ///< bytes of the file that was begun
    Encoder encoder{[this](std::string_view bytes) { return file.write(bytes); }};
};

Result<ArchiveWriter> ArchiveWriter::create(const std::filesystem::path& target) {
    AZR_TRY(StagedFile file, StagedFile::create(target));
    return ArchiveWriter(std::make_unique<State>(std::move(file)));
}

ArchiveWriter::ArchiveWriter(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ArchiveWriter::ArchiveWriter(ArchiveWriter&&) noexcept = default;
ArchiveWriter::~ArchiveWriter() = default;

Status ArchiveWriter::begin(const std::string& name, std::int64_t size) {
    if (!isSafeName(name)) return fail(ErrorCode::InvalidArgument, "a capsule cannot hold a file of this name", name);
    if (m_state->left > 0) return fail(ErrorCode::Internal, "the file before it is not complete", name);
    m_state->left = size;
    return m_state->encoder.begin(name, size);
}

Status ArchiveWriter::write(std::string_view bytes) {
    m_state->left -= static_cast<std::int64_t>(bytes.size());
    if (m_state->left < 0) return fail(ErrorCode::Conflict, "a file grew while it was packed", {}, "pack it once more");
    return m_state->encoder.write(bytes);
}

Status ArchiveWriter::finish() {
    if (m_state->left > 0)
        return fail(ErrorCode::Conflict, "a file became shorter while it was packed", {}, "pack it once more");
    AZR_CHECK(m_state->encoder.end());
    return m_state->file.finish();
}

}  // namespace azr::capsule
