/// Writing one row of each table, inside the caller's transaction; every function lives in the file of its table.
#pragma once

#include "core/store/database.h"
#include "core/store/rows.h"
#include "core/store/writer.h"

namespace azr::store {

/// The id of a text that is stored once however often it comes.
[[nodiscard]] Result<std::int64_t> storeText(Database& database, std::string_view text);

Status write(Database& database, const RunRow& row);
Status write(Database& database, const StepRow& row);
Status write(Database& database, const MetricRow& row);
Status write(Database& database, const StreamMomentsRow& row);
Status write(Database& database, const TaskRow& row);
Status write(Database& database, const TaskScoreRow& row);
Status write(Database& database, const AttemptRow& row);
Status write(Database& database, const SampleTokensRow& row);
Status write(Database& database, const BufferEventRow& row);
Status write(Database& database, const CommandRow& row);
Status write(Database& database, const CheckpointRow& row);
Status write(Database& database, const CheckpointRemovedRow& row);
Status write(Database& database, const EvaluationRow& row);
Status write(Database& database, const SuiteEvaluationRow& row);
Status write(Database& database, const SuiteAnswersRow& row);
Status write(Database& database, const EventRow& row);
Status write(Database& database, const ConfigChangeRow& row);
Status write(Database& database, const RunSettingsRow& row);
Status write(Database& database, const TaskStatusRow& row);
Status write(Database& database, const MarkRow& row);
Status write(Database& database, const RuleRow& row);
Status write(Database& database, const RuleHitRow& row);
Status write(Database& database, const AbandonRows& row);
Status write(Database& database, const ForkRows& row);

}  // namespace azr::store
