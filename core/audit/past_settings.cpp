#include "core/audit/past_settings.h"

#include <algorithm>
#include <utility>

#include "core/config/effective_config.h"
#include "core/config/run_fields.h"

namespace azr::audit {

bool madeOnResume(const store::ConfigChangeRow& row, const std::vector<FieldRequest>& requests) {
    if (!row.onResume()) return false;
    // A version that did not keep who asked left no number.
    return row.command.value != 0 || std::ranges::none_of(requests, [&](const FieldRequest& one) {
               return one.path == row.path && one.step == row.step;
           });
}

Result<config::RunConfig> settingsIn(int step, config::RunConfig start, const std::vector<FieldRequest>& requests,
                                     const std::vector<store::ConfigChangeRow>& changes) {
    config::RunConfig config = std::move(start);
    if (changes.empty())
        for (const FieldRequest& request : requests)
            if (request.step <= step) AZR_CHECK(config::setStoredField(config, request.path, request.value));
    for (const store::ConfigChangeRow& row : changes) {
        const bool resumed = madeOnResume(row, requests);
        if (resumed ? row.step >= step : row.step > step) continue;
        AZR_CHECK(resumed ? config::setField(config, row.path, row.after)
                          : config::setStoredField(config, row.path, row.after));
    }
    return config;
}

}  // namespace azr::audit
