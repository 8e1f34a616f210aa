/// Every field of RunConfig by its path: what it means, its unit, its range, whether it may change while a run trains.
/// One table drives the command line, the JSON form, the window's form, the documents and the comparison of runs. Pure
/// functions over values; the table never changes. Errors name the path and what would be accepted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/config/run_config.h"

namespace azr::config {

enum class FieldKind : std::uint8_t { Flag, Integer, Number, Choice, Text, Path };

struct Field {
    std::string path;                       ///< "optimizer.learning_rate"
    std::string doc;                        ///< one or two sentences, for a form and for the documents
    std::string unit;                       ///< "tokens", "s", "MiB"; empty for a plain number
    FieldKind kind = FieldKind::Text;       ///<
    double low = 0, high = 0;               ///< both included; Integer and Number
    std::vector<std::string> choices = {};  ///< Choice
    bool live = false;                      ///< may change while a run trains

    [[nodiscard]] std::string_view group() const;  ///< "optimizer"; empty for the fields at the top
    [[nodiscard]] std::string range() const;       ///< "0 .. 1", "fifo | reservoir", "true | false", …
};

/// In the order of run_config.h.
[[nodiscard]] const std::vector<Field>& runFields();
[[nodiscard]] const Field* findField(std::string_view path);

/// The value as text, so that setField() gives the same value back.
[[nodiscard]] Result<std::string> getField(const RunConfig& config, std::string_view path);
/// NotFound for an unknown path (naming the nearest), InvalidArgument for a value of the wrong kind or out of range;
/// the configuration is then unchanged.
Status setField(RunConfig& config, std::string_view path, std::string_view text);
/// "path=value", as --set takes it.
Status setFromText(RunConfig& config, std::string_view assignment);

/// The words of a field that is a list parted by commas, without the space around them; empty ones are left out.
[[nodiscard]] std::vector<std::string> listOf(std::string_view text);

/// Nested objects in the order of the table.
[[nodiscard]] Json toJson(const RunConfig& config);
/// Sets what `json` names upon `base`; unknown keys and values out of range are refused. `place` names the source.
[[nodiscard]] Result<RunConfig> fromJson(const Json& json, const RunConfig& base = {}, const std::string& place = {});
/// The settings of a run as it was stored. Departures that it does not name came after it and stay off.
[[nodiscard]] Result<RunConfig> storedConfig(const Json& json, const std::string& place = {});
/// The same where this version refuses some of its values: those have their defaults here.
struct StoredSettings {
    RunConfig config;
    std::vector<Error> refused;  ///< the place is the field's path
};
/// Only an unknown key is an error.
[[nodiscard]] Result<StoredSettings> readableSettings(const Json& json);
[[nodiscard]] Result<RunConfig> readRunConfig(const std::filesystem::path& file, const RunConfig& base = {});

struct FieldDifference {
    std::string path, left, right;
};
[[nodiscard]] std::vector<FieldDifference> diff(const RunConfig& left, const RunConfig& right);

/// Every field in its range, and the rules that bind several of them.
Status validate(const RunConfig& config);

}  // namespace azr::config
