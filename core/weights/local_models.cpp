#include "core/weights/local_models.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "core/config/nearest.h"
#include "core/weights/model_caches_p.h"

namespace azr::weights {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
}

/// Several ways to one folder (links, a variable that names the usual place) are one.
std::string realPath(const fs::path& path) {
    std::error_code code;
    const fs::path real = fs::weakly_canonical(path, code);
    return code ? path.string() : real.string();
}

bool endsWithName(std::string_view whole, std::string_view end) {
    return whole.size() > end.size() && whole.ends_with(end) && whole[whole.size() - end.size() - 1] == '/';
}

/// How well a name that somebody typed fits a model: 0 not at all, the more the better.
int fitOf(const std::string& wanted, const LocalModel& model) {
    const std::string latest = ":latest";
    if (wanted == model.name || (model.source == ModelSource::Ollama && wanted + latest == model.name)) return 4;
    const std::string loose = lower(wanted), name = lower(model.name);
    if (loose == name || (model.source == ModelSource::Ollama && loose + latest == name)) return 3;
    // A repository of GGUF files, and a file without its ending.
    if ((loose.find('/') != std::string::npos && name.starts_with(loose + "/")) || loose + ".gguf" == name) return 2;
    return endsWithName(name, loose) || endsWithName(name, loose + ".gguf") ? 1 : 0;
}

std::vector<LocalModel> bestFits(const std::string& wanted, const std::vector<LocalModel>& all) {
    std::vector<LocalModel> best;
    int most = 1;
    for (const LocalModel& model : all) {
        const int fit = fitOf(wanted, model);
        if (fit > most) best.clear();
        most = std::max(most, fit);
        if (fit == most) best.push_back(model);
    }
    return best;
}

std::string foldersOf(const ModelPlaces& places) {
    std::string text;
    for (const auto* list : {&places.huggingFace, &places.lmStudio, &places.llamaCpp, &places.ollama})
        for (const fs::path& folder : *list) text += (text.empty() ? "" : ", ") + folder.string();
    return text;
}

Error notFound(std::string_view wanted, const std::vector<LocalModel>& all, const ModelPlaces& places) {
    std::vector<std::string> names;
    for (const LocalModel& model : all) names.push_back(model.name);
    const std::string close = config::nearest(wanted, names);
    return {ErrorCode::NotFound, "there is no such folder or file, and no model of that name on this machine",
            std::string(wanted),
            (close.empty() ? std::string() : "did you mean '" + close + "'? ") +
                "azr-studio models lists what there is; looked in " + foldersOf(places)};
}

/// "ORG/NAME@REVISION" of the hub's cache.
Result<fs::path> ofRevision(std::string_view name, std::string_view revision, const ModelPlaces& places) {
    const std::string folder = repositoryFolder(name);
    std::error_code code;
    if (!folder.empty())
        for (const fs::path& cache : places.huggingFace)
            if (fs::is_directory(cache / folder, code)) return snapshotOf(cache / folder, revision);
    return tl::make_unexpected(notFound(name, {}, places));
}

void addOnce(std::vector<fs::path>& list, const fs::path& folder) {
    const std::string real = realPath(folder);
    if (std::ranges::none_of(list, [&](const fs::path& one) { return realPath(one) == real; })) list.push_back(folder);
}

}  // namespace

const char* name(ModelSource source) {
    switch (source) {
        case ModelSource::HuggingFace: return "huggingface";
        case ModelSource::LmStudio: return "lm-studio";
        case ModelSource::LlamaCpp: return "llama.cpp";
        case ModelSource::Ollama: return "ollama";
    }
    return "";
}

ModelPlaces modelPlaces(const Environment& environment) {
    const char* const homeValue = environment("HOME");
    const fs::path home(homeValue == nullptr ? "" : homeValue);
    const auto variable = [&](const char* key) {
        const char* value = environment(key);
        const std::string text(value == nullptr ? "" : value);
        return text.starts_with("~/") ? home / text.substr(2) : fs::path(text);
    };
    ModelPlaces places;
    fs::path cache = variable("XDG_CACHE_HOME");
    if (cache.empty() && !home.empty()) cache = home / ".cache";
    if (const fs::path hub = variable("HF_HUB_CACHE"); !hub.empty())
        places.huggingFace = {hub};
    else if (const fs::path older = variable("HUGGINGFACE_HUB_CACHE"); !older.empty())
        places.huggingFace = {older};
    else if (const fs::path root = variable("HF_HOME"); !root.empty())
        places.huggingFace = {root / "hub"};
    else if (!cache.empty())
        places.huggingFace = {cache / "huggingface" / "hub"};
    if (const fs::path own = variable("LLAMA_CACHE"); !own.empty())
        places.llamaCpp = {own};
    else if (!cache.empty())
        places.llamaCpp = {cache / "llama.cpp"};
    if (!home.empty()) {
        addOnce(places.lmStudio, home / ".lmstudio" / "models");
        addOnce(places.lmStudio, home / ".cache" / "lm-studio" / "models");
    }
    if (const fs::path own = variable("OLLAMA_MODELS"); !own.empty()) addOnce(places.ollama, own);
    if (!home.empty()) addOnce(places.ollama, home / ".ollama" / "models");
    addOnce(places.ollama, "/usr/share/ollama/.ollama/models");
    return places;
}

ModelPlaces modelPlaces() {
    return modelPlaces([](const char* key) { return std::getenv(key); });
}

std::vector<LocalModel> findLocalModels(const ModelPlaces& places) {
    std::vector<LocalModel> found;
    for (const fs::path& folder : places.huggingFace) scanHuggingFace(folder, found);
    for (const fs::path& folder : places.lmStudio) scanLmStudio(folder, found);
    for (const fs::path& folder : places.llamaCpp) scanLlamaCpp(folder, found);
    for (const fs::path& folder : places.ollama) scanOllama(folder, found);
    // A name that a terminal would obey is nobody's.
    std::erase_if(found, [](const LocalModel& model) {
        return std::ranges::any_of(model.name,
                                   [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    });
    std::ranges::stable_sort(found, {}, &LocalModel::name);
    std::set<std::pair<std::string, std::string>> seen;  // two names of one file stay two entries
    std::erase_if(found,
                  [&](const LocalModel& model) { return !seen.emplace(model.name, realPath(model.path)).second; });
    return found;
}

Result<fs::path> resolveModel(std::string_view model, const ModelPlaces& places) {
    std::error_code code;
    const fs::path path(model);
    if (fs::exists(path, code)) return fs::absolute(path, code);
    // No model is called like a place.
    if (path.is_absolute() || model.starts_with('.') || model.starts_with('~'))
        return fail(ErrorCode::NotFound, "there is no such folder or file", path.string(),
                    "name a Hugging Face folder or a GGUF file");
    const std::vector<LocalModel> all = findLocalModels(places);
    if (const auto at = model.rfind('@'); at != std::string_view::npos && at > 0)
        return ofRevision(model.substr(0, at), model.substr(at + 1), places);
    const std::vector<LocalModel> fits = bestFits(std::string(model), all);
    if (fits.empty()) return tl::make_unexpected(notFound(model, all, places));
    std::set<std::string> paths;
    std::string names;
    for (const LocalModel& one : fits) {
        if (!paths.insert(realPath(one.path)).second) continue;
        names += (names.empty() ? "" : ", ") + one.name + " (" + name(one.source) + ": " + one.path.string() + ")";
    }
    if (paths.size() > 1)
        return fail(ErrorCode::Conflict, "the name stands for several models on this machine: " + names,
                    std::string(model), "give the whole name or the path");
    if (fits.front().problem) return tl::make_unexpected(*fits.front().problem);
    return fits.front().path;
}

}  // namespace azr::weights
