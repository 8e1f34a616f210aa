#include <algorithm>
#include <system_error>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/model_caches_p.h"

namespace azr::weights {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRepositoryPrefix = "models--";
constexpr std::uintmax_t kLargestNote = 4U << 20;  ///< bytes of a ref or a manifest

/// The entries of a folder in the order of their names; none where it cannot be read.
std::vector<fs::path> entriesOf(const fs::path& folder) {
    std::vector<fs::path> entries;
    std::error_code code;
    for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code))
        entries.push_back(at->path());
    std::ranges::sort(entries);
    return entries;
}

bool isFolder(const fs::path& path) {
    std::error_code code;
    return fs::is_directory(path, code);
}

/// Of a split model its first file stands for all; a projector of images is no model.
bool isModelFile(const fs::path& path) {
    const std::string name = path.filename().string();
    if (path.extension() != ".gguf" || name.starts_with("mmproj")) return false;
    const std::string stem = path.stem().string();
    const auto of = stem.rfind("-of-");
    if (of == std::string::npos || of < 6) return true;
    const std::string_view part = std::string_view(stem).substr(of - 6, 6);
    const bool split =
        part.front() == '-' && std::ranges::all_of(part.substr(1), [](char c) { return c >= '0' && c <= '9'; });
    return !split || part == "-00001";
}

Result<std::string> readNote(const fs::path& file) {
    std::error_code code;
    const auto size = fs::file_size(file, code);
    if (code) return fail(ErrorCode::Io, "cannot be read: " + code.message(), file.string());
    if (size > kLargestNote) return fail(ErrorCode::Corrupt, "is too large for what it should hold", file.string());
    return readFile(file);
}

bool isName(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return !text.empty() && text != "." && text != ".." && std::ranges::all_of(text, fits);
}

bool hasConfig(const fs::path& folder) {
    std::error_code code;
    return fs::is_regular_file(folder / "config.json", code);
}

std::optional<Error> problemOfFile(const fs::path& file) {
    std::error_code code;
    if (fs::is_regular_file(file, code)) return {};
    return Error{ErrorCode::NotFound, "the file it stands for is gone", file.string(), "fetch the model again"};
}

/// GGUF files in a folder and the folders right below it.
std::vector<fs::path> modelFilesIn(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const fs::path& entry : entriesOf(folder)) {
        if (isFolder(entry)) {
            for (const fs::path& inner : entriesOf(entry))
                if (!isFolder(inner) && isModelFile(inner)) files.push_back(inner);
        } else if (isModelFile(entry)) {
            files.push_back(entry);
        }
    }
    return files;
}

/// A folder with config.json is one model; every GGUF file is one.
void addFolder(const std::string& name, ModelSource source, const fs::path& folder, std::vector<LocalModel>& found) {
    const std::vector<fs::path> files = modelFilesIn(folder);
    if (hasConfig(folder)) found.push_back({name, source, folder});
    for (const fs::path& file : files)
        found.push_back(
            {name + "/" + file.lexically_relative(folder).generic_string(), source, file, problemOfFile(file)});
    if (hasConfig(folder) || !files.empty()) return;
    if (isAdapter(folder))
        found.push_back({name, source, folder});  // taken with the model it names
    else
        found.push_back({name, source, folder,
                         Error{ErrorCode::NotFound, "the folder has no config.json and no GGUF file", folder.string(),
                               "fetch the whole model"}});
}

/// "models--ORG--NAME" back to "ORG/NAME".
std::string nameOfRepository(std::string folder) {
    folder.erase(0, kRepositoryPrefix.size());
    if (const auto parting = folder.find("--"); parting != std::string::npos) folder.replace(parting, 2, "/");
    return folder;
}

Result<fs::path> snapshotNamed(const fs::path& repository, std::string_view commit) {
    std::vector<fs::path> matches;
    for (const fs::path& snapshot : entriesOf(repository / "snapshots"))
        if (isFolder(snapshot) && snapshot.filename().string().starts_with(commit)) matches.push_back(snapshot);
    if (matches.size() == 1) return matches.front();
    return fail(matches.empty() ? ErrorCode::NotFound : ErrorCode::Conflict,
                matches.empty() ? "there is no snapshot of '" + std::string(commit) + "'"
                                : "several snapshots begin with '" + std::string(commit) + "'",
                (repository / "snapshots").string(), "fetch the model again");
}

/// What refs/main names; where there is no such ref, the one snapshot.
Result<fs::path> usualSnapshot(const fs::path& repository) {
    std::error_code code;
    if (fs::exists(repository / "refs/main", code)) return snapshotOf(repository, "main");
    std::vector<fs::path> snapshots;
    for (const fs::path& snapshot : entriesOf(repository / "snapshots"))
        if (isFolder(snapshot)) snapshots.push_back(snapshot);
    if (snapshots.size() == 1) return snapshots.front();
    return fail(ErrorCode::NotFound,
                snapshots.empty() ? "nothing of it was fetched"
                                  : "it has several snapshots and no refs/main says which is the usual one",
                repository.string(), snapshots.empty() ? "fetch the model again" : "name one: ORG/NAME@REVISION");
}

/// "sha256:…" as the name of a blob; empty for anything else.
std::string blobName(std::string digest) {
    constexpr std::string_view kKind = "sha256";
    if (digest.size() != kKind.size() + 65 || !digest.starts_with(kKind)) return {};
    const std::string_view hash = std::string_view(digest).substr(kKind.size() + 1);
    const auto isHex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (!std::ranges::all_of(hash, isHex)) return {};
    digest[kKind.size()] = '-';
    return digest;
}

/// The GGUF file that a manifest of Ollama names.
Result<fs::path> blobOf(const fs::path& manifest, const fs::path& blobs) {
    AZR_TRY(const std::string text, readNote(manifest));
    AZR_TRY(const Json json, parseJson(text, manifest.string()));
    AZR_TRY(const Json layers, field<Json>(json, "layers", manifest.string()));
    fs::path found;
    for (const Json& layer : layers) {
        AZR_TRY(const auto type, field<std::string>(layer, "mediaType", manifest.string()));
        if (type == "application/vnd.ollama.image.adapter")
            return fail(ErrorCode::Unsupported, "it puts an adapter upon another model", manifest.string(),
                        "choose the model without the adapter");
        if (type != "application/vnd.ollama.image.model") continue;
        AZR_TRY(const auto digest, field<std::string>(layer, "digest", manifest.string()));
        const std::string blob = blobName(digest);
        if (blob.empty()) return fail(ErrorCode::Corrupt, "field 'digest' is no SHA-256", manifest.string());
        if (!found.empty()) return fail(ErrorCode::Unsupported, "it has several model layers", manifest.string());
        found = blobs / blob;
        std::error_code code;
        const auto size = fs::file_size(found, code);
        if (code)
            return fail(ErrorCode::NotFound, "the blob that its manifest names is not there", found.string(),
                        "ollama pull fetches it again");
        AZR_TRY(const auto wanted, fieldOr<std::uint64_t>(layer, "size", size, manifest.string()));
        if (wanted != size)
            return fail(ErrorCode::Corrupt, "the blob is not as long as its manifest says", found.string(),
                        "ollama pull fetches it again");
    }
    if (found.empty()) return fail(ErrorCode::NotFound, "its manifest names no model", manifest.string());
    return found;
}

/// As Ollama prints it: host and the namespace library are left out where they are the usual ones.
std::string ollamaName(const fs::path& manifest, const fs::path& manifests) {
    std::vector<std::string> parts;
    const fs::path own = manifest.lexically_relative(manifests);
    for (const fs::path& part : own) parts.push_back(part.string());
    if (parts.size() < 2) return own.generic_string();
    std::size_t first = parts.size() > 3 && parts[0] == "registry.ollama.ai" ? 1 : 0;
    if (first == 1 && parts[1] == "library") first = 2;
    std::string name;
    for (std::size_t i = first; i + 1 < parts.size(); ++i) name += (name.empty() ? "" : "/") + parts[i];
    return name + ":" + parts.back();
}

void scanManifests(const fs::path& folder, const fs::path& root, int depth, std::vector<LocalModel>& found) {
    constexpr int kDeepest = 5;
    for (const fs::path& entry : entriesOf(folder)) {
        if (entry.filename().string().starts_with(".")) continue;
        if (isFolder(entry)) {
            if (depth < kDeepest) scanManifests(entry, root, depth + 1, found);
            continue;
        }
        LocalModel model{ollamaName(entry, root / "manifests"), ModelSource::Ollama, entry};
        if (auto blob = blobOf(entry, root / "blobs"))
            model.path = *blob;
        else
            model.problem = std::move(blob).error();
        found.push_back(std::move(model));
    }
}

}  // namespace

std::string repositoryFolder(std::string_view name) {
    std::string folder(kRepositoryPrefix);
    const auto slash = name.find('/');
    const std::string_view own = slash == std::string_view::npos ? name : name.substr(slash + 1);
    if (!isName(own) || (slash != std::string_view::npos && !isName(name.substr(0, slash)))) return {};
    if (slash != std::string_view::npos) folder.append(name.substr(0, slash)).append("--");
    return folder.append(own);
}

Result<fs::path> snapshotOf(const fs::path& repository, std::string_view revision) {
    if (revision.empty() || revision.find("..") != std::string_view::npos || revision.front() == '/')
        return fail(ErrorCode::InvalidArgument, "'" + std::string(revision) + "' is no revision", repository.string());
    const fs::path ref = repository / "refs" / revision;
    std::error_code code;
    if (!fs::is_regular_file(ref, code)) return snapshotNamed(repository, revision);
    AZR_TRY(std::string commit, readNote(ref));
    commit.erase(std::find_if(commit.begin(), commit.end(), [](char c) { return c == '\n' || c == '\r' || c == ' '; }),
                 commit.end());
    if (!isName(commit)) return fail(ErrorCode::Corrupt, "names no commit", ref.string(), "fetch the model again");
    const fs::path snapshot = repository / "snapshots" / commit;
    if (isFolder(snapshot)) return snapshot;
    return fail(ErrorCode::NotFound, "the snapshot that refs/" + std::string(revision) + " names is not there",
                snapshot.string(), "fetch the model again");
}

void scanHuggingFace(const fs::path& cache, std::vector<LocalModel>& found) {
    for (const fs::path& repository : entriesOf(cache)) {
        const std::string folder = repository.filename().string();
        if (!folder.starts_with(kRepositoryPrefix) || !isFolder(repository)) continue;
        const std::string name = nameOfRepository(folder);
        if (auto snapshot = usualSnapshot(repository))
            addFolder(name, ModelSource::HuggingFace, *snapshot, found);
        else
            found.push_back({name, ModelSource::HuggingFace, repository, std::move(snapshot).error()});
    }
}

void scanLmStudio(const fs::path& folder, std::vector<LocalModel>& found) {
    for (const fs::path& publisher : entriesOf(folder)) {
        const std::string name = publisher.filename().string();
        if (name.starts_with(".")) continue;
        if (!isFolder(publisher)) {
            if (isModelFile(publisher))
                found.push_back({name, ModelSource::LmStudio, publisher, problemOfFile(publisher)});
            continue;
        }
        for (const fs::path& repository : entriesOf(publisher))
            if (isFolder(repository) && !repository.filename().string().starts_with("."))
                addFolder(name + "/" + repository.filename().string(), ModelSource::LmStudio, repository, found);
            else if (isModelFile(repository))
                found.push_back({name + "/" + repository.filename().string(), ModelSource::LmStudio, repository,
                                 problemOfFile(repository)});
    }
}

void scanLlamaCpp(const fs::path& folder, std::vector<LocalModel>& found) {
    for (const fs::path& file : entriesOf(folder))
        if (!isFolder(file) && isModelFile(file))
            found.push_back({file.filename().string(), ModelSource::LlamaCpp, file, problemOfFile(file)});
}

void scanOllama(const fs::path& folder, std::vector<LocalModel>& found) {
    scanManifests(folder / "manifests", folder, 0, found);
}

}  // namespace azr::weights
