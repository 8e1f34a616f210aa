// Runs, their steps, and what became of their settings.
#include "core/store/tables/tables_p.h"
#include "store_sql.h"

namespace azr::store {

Status write(Database& database, const RunRow& row) {
    return database.run(sql::run_upsert, row.id, row.name, row.state, row.message, row.preset, row.config, row.seed,
                        row.created, row.ended, row.lastStep, row.resumes, row.studio, row.torch, row.python, row.cpu,
                        row.device, row.dtype, row.threads, row.parameters, row.modelFolder, row.baseHash, row.kernels,
                        row.kernelsReason);
}

Status write(Database& database, const ConfigChangeRow& row) {
    return database.run(sql::config_change_upsert, row.run, row.ordinal, row.step, row.path, row.before, row.after,
                        row.command, row.at);
}

Status write(Database& database, const RunSettingsRow& row) {
    return database.run(sql::run_settings, row.run, row.settings);
}

Status write(Database& database, const StepRow& row) {
    AZR_CHECK(database.run(sql::step_upsert, row.run, row.step, row.status, row.started, row.seconds));
    if (row.status != "finished") return {};
    AZR_CHECK(database.run(sql::completion_search_of_step, row.run, row.step));
    if (row.dropTokens >= 0) AZR_CHECK(database.run(sql::sample_tokens_drop, row.run, row.dropTokens));
    return database.run(sql::run_last_step, row.run, row.step);
}

}  // namespace azr::store
