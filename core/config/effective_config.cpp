#include "core/config/effective_config.h"

#include <utility>

#include "core/config/run_fields.h"

namespace azr::config {

Status setStoredField(RunConfig& config, std::string_view path, std::string_view text) {
    const Field* field = findField(path);
    if (field != nullptr && !field->live)
        return fail(ErrorCode::Conflict, "this field cannot change while the run trains", std::string(path));
    return setField(config, path, text);
}

Status setLiveField(RunConfig& config, std::string_view path, std::string_view text) {
    RunConfig changed = config;
    AZR_CHECK(setStoredField(changed, path, text));
    AZR_CHECK(validate(changed));
    config = std::move(changed);
    return {};
}

int EffectiveConfig::nextOrdinal() const {
    return m_changes.empty() ? 1 : m_changes.back().ordinal + 1;
}

Result<ConfigChange> EffectiveConfig::set(std::string_view path, std::string_view text, int step, CommandId command) {
    ConfigChange made{nextOrdinal(), step, std::string(path), {}, {}, command};
    AZR_TRY(made.before, getField(m_value, path));
    AZR_CHECK(setLiveField(m_value, path, text));
    AZR_TRY(made.after, getField(m_value, path));
    return made;
}

Result<std::optional<ConfigChange>> EffectiveConfig::change(std::string_view path, std::string_view text, int step,
                                                            CommandId command) {
    AZR_TRY(ConfigChange made, set(path, text, step, command));
    if (made.before == made.after) return std::nullopt;
    m_changes.push_back(made);
    return std::optional(std::move(made));
}

Result<std::optional<ConfigChange>> EffectiveConfig::changeAgain(std::string_view path, std::string_view text, int step,
                                                                 CommandId command) {
    const auto overridden = m_overridden.find(path);
    if (overridden == m_overridden.end() || command > overridden->second) return change(path, text, step, command);
    RunConfig copy = m_value;  // what would be refused is refused all the same
    AZR_CHECK(setLiveField(copy, path, text));
    return std::nullopt;
}

Result<std::vector<ConfigChange>> EffectiveConfig::overrideWith(const std::vector<Assignment>& assignments, int step,
                                                                CommandId last) {
    RunConfig changed = m_value;
    std::vector<ConfigChange> made;
    for (const Assignment& one : assignments) {
        ConfigChange change{nextOrdinal() + static_cast<int>(made.size()), step, one.path, {}, {}, {-last.value}};
        AZR_TRY(const std::string before, getField(changed, one.path));
        change.before = one.before.value_or(before);
        AZR_CHECK(setField(changed, one.path, one.text));
        AZR_TRY(change.after, getField(changed, one.path));
        made.push_back(std::move(change));
    }
    AZR_CHECK(validate(changed));
    m_value = std::move(changed);
    for (const ConfigChange& change : made) {
        m_changes.push_back(change);
        m_overridden.insert_or_assign(change.path, last);
    }
    return made;
}

Status EffectiveConfig::restore(ConfigChange stored) {
    AZR_TRY(const std::string before, getField(m_value, stored.path));
    AZR_CHECK(stored.onResume() ? setField(m_value, stored.path, stored.after)
                                : setStoredField(m_value, stored.path, stored.after));
    if (stored.before.empty()) stored.before = before;  // of a version that did not keep it
    if (stored.onResume()) m_overridden.insert_or_assign(stored.path, CommandId{-stored.command.value});
    m_changes.push_back(std::move(stored));
    return {};
}

}  // namespace azr::config
