/// The names of the core as labels for people, translated: the core never translates. Unknown names pass through.
#pragma once

#include <QString>
#include <string>

#include "core/base/error.h"
#include "core/session/command.h"
#include "core/session/notice.h"
#include "widgets/colors.h"

namespace azr::ui::labels {

[[nodiscard]] QString kind(const QString& name);         ///< "deduction" -> Deduction
[[nodiscard]] QString questionsOfKinds();                ///< what solvers are asked for, a sentence a kind
[[nodiscard]] QString verdict(const QString& name);      ///< "timeout_cpu" -> CPU time
[[nodiscard]] QString taskVerdict(const QString& name);  ///< of a proposed task: "ok" -> Valid
[[nodiscard]] QString taskStatus(const QString& name);
[[nodiscard]] QStringList taskStatuses();  ///< the names, in the order of a task's life
[[nodiscard]] QString runState(const QString& name);
[[nodiscard]] QString runState(session::RunState state);
[[nodiscard]] QString phase(training::Phase phase);
[[nodiscard]] QString origin(const QString& name);
[[nodiscard]] QString use(const QString& name);
[[nodiscard]] QString command(const QString& name);
[[nodiscard]] QString command(const session::Command& command);     ///< with what it is about: "Veto of #12"
[[nodiscard]] QString pending(const QString& name);                 ///< of a command that waits for the loop
[[nodiscard]] QString marks(bool pinned, bool tagged, bool noted);  ///< signs behind a name; empty without marks
[[nodiscard]] QString ruleAct(selfplay::RuleAct act);
[[nodiscard]] QString ruleAct(const store::RuleRow& rule);  ///< with its tag
[[nodiscard]] QString taskNumber(TaskId task);              ///< "#12", counted within its run
/// "steps = 100 (before: 440)".
[[nodiscard]] QString change(const store::ConfigChangeRow& change);
[[nodiscard]] QString bufferAction(const QString& name);
[[nodiscard]] QString settingGroup(const QString& name);  ///< "selfplay" -> Self-play
[[nodiscard]] QString unit(const QString& name);          ///< of a setting: "attempts"

[[nodiscard]] QString alertTitle(const QString& code);   ///< "coin_flips" -> what it means; empty when unknown
[[nodiscard]] QString alertRemedy(const QString& code);  ///< what helps; empty when unknown
[[nodiscard]] widgets::Tone verdictTone(const QString& name);
[[nodiscard]] widgets::Tone taskStatusTone(const QString& name);
[[nodiscard]] widgets::Tone runStateTone(const QString& name);
[[nodiscard]] widgets::Tone severityTone(const QString& name);

[[nodiscard]] QString error(const Error& error);
/// A sentence of the core in the user's language (translations/core_*.ts, where numbers stand as %1, %2, …); as it is
/// where it is not known there.
[[nodiscard]] QString said(const std::string& sentence);
[[nodiscard]] QString outcome(const execution::ValidateOutcome& outcome);  ///< verdict, reason and detail of a check
[[nodiscard]] QString number(double value, int decimals);
[[nodiscard]] QString duration(double seconds);  ///< "3 min 20 s"; "–" when negative
[[nodiscard]] QString estimate(double seconds);  ///< the same, without seconds where they claim too much
[[nodiscard]] QString time(double secondsSince1970);
[[nodiscard]] QString bytes(std::int64_t count);
[[nodiscard]] QString percent(double share);  ///< "–" when negative

[[nodiscard]] inline QString text(const std::string& utf8) {
    return QString::fromStdString(utf8);
}

}  // namespace azr::ui::labels
