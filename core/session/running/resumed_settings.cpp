#include "core/session/running/resumed_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/config/run_fields.h"
#include "core/session/running/run_bin.h"
#include "core/session/translate.h"

namespace azr::session {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

bool names(const Pairs& set, const std::string& path) {
    return std::ranges::any_of(set, [&](const auto& one) { return one.first == path; });
}

/// What this version refuses, told to somebody who can mend it.
tl::unexpected<Error> mendable(const Error& refused, const store::RunRow& run) {
    const config::Field* field = config::findField(refused.place);
    if (field == nullptr) return fail(refused.code, refused.detail, refused.place, refused.remedy);
    return fail(ErrorCode::InvalidArgument,
                fmt::format("{} is in force and refused by this version: {}", field->path, refused.detail),
                fmt::format("run {}", run.id.value),
                fmt::format("set it to {}: --resume {} --set {}=VALUE", field->range(), run.id.value, field->path));
}

Result<config::StoredSettings> settingsIn(const std::string& text, const store::RunRow& run) {
    AZR_TRY(const Json json, parseJson(text, fmt::format("run {}", run.id.value)));
    return config::readableSettings(json);
}

/// What stands in the way of going on with these settings; empty: nothing.
std::optional<Error> obstacle(const config::StoredSettings& settings, const Pairs& set) {
    for (const Error& refused : settings.refused)
        if (!names(set, refused.place)) return refused;
    if (const Status valid = config::validate(settings.config); !valid) return valid.error();
    return std::nullopt;
}

/// The value that stands in the run's row, in force until now.
std::string storedText(const store::RunRow& run, const config::RunConfig& readable, const std::string& path) {
    const auto json = parseJson(run.inForce());
    std::string pointer = "/" + path;
    std::ranges::replace(pointer, '.', '/');
    if (const Json::json_pointer at(pointer); json && json->contains(at)) {
        const Json& value = json->at(at);
        return value.is_string() ? value.get<std::string>() : dumpLine(value);
    }
    return config::getField(readable, path).value_or(std::string());
}

}  // namespace

Result<RefusedSettings> refusedSettings(const store::RunRow& run) {
    AZR_TRY(config::StoredSettings inForce, settingsIn(run.inForce(), run));
    RefusedSettings found{std::move(inForce.config), std::move(inForce.refused)};
    if (const Status valid = config::validate(found.readable); !valid) found.refused.push_back(valid.error());
    return found;
}

Result<ResumedSettings> resumedSettings(const store::RunRow& run, const Pairs& set) {
    AZR_CHECK(notInBin(run));
    AZR_TRY(const config::StoredSettings started, settingsIn(run.config, run));
    AZR_TRY(config::StoredSettings inForce, settingsIn(run.inForce(), run));
    const bool broken = obstacle(inForce, {}).has_value();
    ResumedSettings resumed{started.config, {}, {}};
    asItBegan(run, resumed.started.model);
    // Where the start cannot be read, a later value stands in for it.
    for (const Error& refused : started.refused)
        AZR_CHECK(config::setField(resumed.started, refused.place,
                                   config::getField(inForce.config, refused.place).value_or(std::string())));
    for (const auto& [path, text] : set) {
        config::Assignment one{path, text};
        const std::string before = storedText(run, inForce.config, path);
        AZR_CHECK(config::setField(inForce.config, path, text));
        const config::Field* field = config::findField(path);
        if (field != nullptr && !field->live) {
            if (!broken)
                return fail(ErrorCode::InvalidArgument, "this field cannot change while the run trains", path,
                            "a new run can have another value");
            // Model and sandbox are opened by it, before the changes are restored.
            AZR_CHECK(config::setField(resumed.started, path, text));
            one.before = before;
        }
        resumed.set.push_back(std::move(one));
    }
    if (const auto refused = obstacle(inForce, set)) return mendable(*refused, run);
    resumed.inForce = std::move(inForce.config);
    return resumed;
}

}  // namespace azr::session
