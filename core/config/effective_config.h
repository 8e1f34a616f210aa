/// The one owner of a run's settings: those that it was started with, the changes made since, and what a resumed run
/// was told to do otherwise, in that order. Everybody else reads value(), whose address stays. One thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/config/run_config.h"

namespace azr::config {

/// Changes a field that may change while a run trains; Conflict for any other, else as setField(), and what validate()
/// refuses of the whole. Where it fails, nothing changes.
Status setLiveField(RunConfig& config, std::string_view path, std::string_view text);
/// The same of a change that was in force once: it may pass through, or be, what validate() refuses today.
Status setStoredField(RunConfig& config, std::string_view path, std::string_view text);

struct ConfigChange {
    int ordinal = 0;  ///< counts from 1 in a run, in the order of the changes
    int step = 0;     ///< it holds from this step on
    std::string path, before, after;
    CommandId command;  ///< who asked for it; -n: a resume, after command n (0: after none)
    [[nodiscard]] bool onResume() const { return command.value <= 0; }
    bool operator==(const ConfigChange&) const = default;
};

/// What a resumed run is told to do otherwise.
struct Assignment {
    std::string path, text;
    std::optional<std::string> before = {};  ///< given where the settings have the new value already
};

class EffectiveConfig {
  public:
    explicit EffectiveConfig(RunConfig started) : m_value(std::move(started)) {}
    EffectiveConfig(const EffectiveConfig&) = delete;
    EffectiveConfig& operator=(const EffectiveConfig&) = delete;

    [[nodiscard]] const RunConfig& value() const { return m_value; }
    [[nodiscard]] const std::vector<ConfigChange>& changes() const { return m_changes; }

    /// A change that somebody asks for now; empty where the field has this value already.
    [[nodiscard]] Result<std::optional<ConfigChange>> change(std::string_view path, std::string_view text, int step,
                                                             CommandId command);
    /// The same of a change that was asked for before the run was resumed; empty for a field that a resume set after
    /// it.
    [[nodiscard]] Result<std::optional<ConfigChange>> changeAgain(std::string_view path, std::string_view text,
                                                                  int step, CommandId command);
    /// After the commands up to `last`; also of fields that do not change while a run trains. A change even where the
    /// field has this value already: it comes after those commands, and a later resume must know. What validate()
    /// refuses of the whole changes nothing.
    [[nodiscard]] Result<std::vector<ConfigChange>> overrideWith(const std::vector<Assignment>& assignments, int step,
                                                                 CommandId last);
    /// A change as it was stored; those come in their order, and before all others.
    Status restore(ConfigChange stored);

  private:
    [[nodiscard]] int nextOrdinal() const;
    /// Sets the value; the change is the caller's to remember.
    [[nodiscard]] Result<ConfigChange> set(std::string_view path, std::string_view text, int step, CommandId command);

    RunConfig m_value;
    std::vector<ConfigChange> m_changes;
    std::map<std::string, CommandId, std::less<>> m_overridden;  ///< and after which command
};

}  // namespace azr::config
