#include "core/audit/settings.h"

#include <algorithm>
#include <set>

#include "core/base/json.h"
#include "core/config/run_fields.h"

namespace azr::audit {
namespace {

constexpr const char* kChangeRow = "change";

using config::RunConfig;
using store::ConfigChangeRow;

/// A value as the configuration writes it; empty where the field does not take it.
std::string normal(const RunConfig& config, const std::string& path, const std::string& value) {
    RunConfig copy = config;
    if (!config::setField(copy, path, value)) return {};
    return config::getField(copy, path).value_or(std::string());
}

std::string valueOf(const RunConfig& config, const std::string& path) {
    return config::getField(config, path).value_or(std::string());
}

class Settings {
  public:
    Settings(const History& history, Ledger& ledger) : m_history(history), m_ledger(ledger) {}

    Status run() {
        columns();
        // Versions that did not keep changes left the run's settings empty, too.
        const bool kept = !m_history.run().settings.empty() || !m_history.configChanges().empty();
        const bool any = !m_history.requests().empty();
        if (!kept && any && !onlyWithoutEffect()) {
            m_ledger.unchecked(Check::Settings, "changes were not stored by the version that made them",
                               static_cast<std::int64_t>(m_history.requests().size()));
            return {};
        }
        for (const FieldRequest& request : m_history.requests()) asked(request);
        RunConfig now = m_history.start();
        for (const ConfigChangeRow& row : m_history.configChanges()) change(row, now);
        return inForce(now);
    }

  private:
    [[nodiscard]] static Place place(const ConfigChangeRow& row, std::string_view what) {
        return {row.step, kChangeRow, row.ordinal, what};
    }

    void columns() {
        const store::RunRow& run = m_history.run();
        const RunConfig& start = m_history.start();
        const auto at = [&](std::string_view what) { return Place{0, "run", run.id.value, what}; };
        m_ledger.compare(Check::Settings, at("preset"), run.preset, start.preset);
        m_ledger.expect(Check::Settings, run.seed == start.seed, at("seed"), std::to_string(run.seed),
                        std::to_string(start.seed));
        m_ledger.compare(Check::Settings, at("model_folder"), run.modelFolder, start.model.folder);
    }

    /// Whether every request asked for the value that was in force.
    [[nodiscard]] bool onlyWithoutEffect() const {
        RunConfig now = m_history.start();
        return std::ranges::all_of(m_history.requests(), [&](const FieldRequest& one) {
            return normal(now, one.path, one.value) == valueOf(now, one.path);
        });
    }

    [[nodiscard]] const ConfigChangeRow* changeOf(CommandId command) const {
        const auto row = std::ranges::find(m_history.configChanges(), command, &ConfigChangeRow::command);
        return row == m_history.configChanges().end() ? nullptr : &*row;
    }

    /// Whether a resume set the field after the request, or a version that did not keep who asked stored the change.
    [[nodiscard]] bool overridden(const FieldRequest& request) const {
        return std::ranges::any_of(m_history.configChanges(), [&](const ConfigChangeRow& row) {
            return row.onResume() && row.path == request.path &&
                   (row.command.value == 0 || request.command.value <= -row.command.value);
        });
    }

    /// What resumes before the request had set, each once.
    void resumeUntil(const FieldRequest& request) {
        for (const ConfigChangeRow& row : m_history.configChanges()) {
            if (!row.onResume() || row.command.value == 0 || -row.command.value >= request.command.value) continue;
            if (m_resumed.insert(row.ordinal).second) (void)config::setField(m_asked, row.path, row.after);
        }
    }

    /// A request that was granted, against its change.
    void asked(const FieldRequest& request) {
        resumeUntil(request);
        const std::string value = normal(m_asked, request.path, request.value);
        const Place at{request.step, "command", request.command.value, "change"};
        const ConfigChangeRow* const row = changeOf(request.command);
        if (row == nullptr) {
            const bool without = value == valueOf(m_asked, request.path) || overridden(request);
            m_ledger.expect(Check::Settings, without, at, "none", request.path + " = " + value);
        } else {
            m_ledger.compare(Check::Settings, at, row->path + " = " + row->after, request.path + " = " + value);
            m_ledger.compare(Check::Settings, place(*row, "step"), std::int64_t{row->step}, std::int64_t{request.step});
        }
        if (!overridden(request)) (void)config::setField(m_asked, request.path, request.value);
    }

    /// What a resume found in force may have been lost in a crash after it; then it is what somebody had asked for.
    [[nodiscard]] bool wasAskedFor(const ConfigChangeRow& row) const {
        return std::ranges::any_of(m_history.requests(), [&](const FieldRequest& one) {
            return one.path == row.path && one.command.value <= -row.command.value &&
                   normal(m_history.start(), one.path, one.value) == row.before;
        });
    }

    /// A value that an older version left and that is none today.
    [[nodiscard]] static bool wasRefused(const ConfigChangeRow& row, RunConfig now) {
        return row.onResume() && !config::setField(now, row.path, row.before);
    }
    /// What is refused may be mended on resuming, whatever the field.
    [[nodiscard]] static bool mends(const ConfigChangeRow& row, const RunConfig& now) {
        return row.onResume() && (wasRefused(row, now) || !config::validate(now));
    }

    void change(const ConfigChangeRow& row, RunConfig& now) {
        const config::Field* const field = config::findField(row.path);
        const bool may = field != nullptr && (field->live || mends(row, now));
        if (!m_ledger.expect(Check::Settings, may, place(row, "path"), row.path,
                             "a field that may change while the run trains"))
            return;
        m_ledger.expect(Check::Settings, row.ordinal > m_ordinal, place(row, "ordinal"), std::to_string(row.ordinal),
                        "more than " + std::to_string(m_ordinal));
        m_ordinal = row.ordinal;
        const std::string before = valueOf(now, row.path);
        const bool known = row.before == before || (row.onResume() && wasAskedFor(row)) || wasRefused(row, now);
        m_ledger.expect(Check::Settings, known, place(row, "before"), row.before, before);
        const std::string after = normal(now, row.path, row.after);
        m_ledger.compare(Check::Settings, place(row, "after"), row.after, after);
        if (!row.onResume()) asked(row);
        (void)config::setField(now, row.path, row.after);
    }

    /// A change, against who asked for it.
    void asked(const ConfigChangeRow& row) {
        const bool there = std::ranges::any_of(m_history.requests(),
                                               [&](const FieldRequest& one) { return one.command == row.command; });
        m_ledger.expect(Check::Settings, there, place(row, "command"), std::to_string(row.command.value),
                        "nobody asked for it");
        m_ledger.expect(Check::Settings, row.before != row.after, place(row, "after"), row.after, "another value");
        m_ledger.expect(Check::Settings, row.step >= m_step, place(row, "step"), std::to_string(row.step),
                        "not before step " + std::to_string(m_step));
        m_step = std::max(m_step, row.step);
    }

    Status inForce(RunConfig now) {
        const store::RunRow& run = m_history.run();
        if (m_history.atWork()) {
            m_ledger.unchecked(Check::Settings, "what the changes of a run at work add up to");
            return {};
        }
        const std::string at = "the settings in force of run " + std::to_string(run.id.value);
        AZR_TRY(const Json json, parseJson(run.inForce(), at));
        AZR_TRY(const RunConfig stored, config::storedConfig(json, at));
        // Some versions wrote down the number type that a resumed run was opened with.
        if (now.model.dtype == config::NumberType::Auto) now.model.dtype = stored.model.dtype;
        const auto differences = config::diff(stored, now);
        for (const auto& one : differences)
            m_ledger.compare(Check::Settings, {0, "run", run.id.value, one.path}, one.left, one.right);
        if (differences.empty()) m_ledger.expect(Check::Settings, true, {0, "run", run.id.value, "settings"}, {}, {});
        return {};
    }

    const History& m_history;
    Ledger& m_ledger;
    RunConfig m_asked = m_history.start();  ///< with the requests that were looked at
    std::set<int> m_resumed;                ///< ordinals of the changes of resumes that are part of it
    int m_ordinal = 0, m_step = 0;
};

}  // namespace

Status checkSettings(const History& history, Ledger& ledger) {
    return Settings(history, ledger).run();
}

}  // namespace azr::audit
