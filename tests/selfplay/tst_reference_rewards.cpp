/// Rewards equal those of the reference's own reward manager, of the paper's commit and of the newest, in 500 cases
/// (tests/data/reward/make.py).
#include <QTest>
#include <cmath>
#include <map>
#include <sstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/config/run_fields.h"
#include "core/selfplay/kinds.h"
#include "core/selfplay/rewards/reward.h"
#include "core/selfplay/rounds/solver.h"

using namespace azr;
using namespace azr::selfplay;

namespace {

config::RewardConfig settingsOf(const Json& json) {
    config::RunConfig run;
    run.reward.noveltyCount = 0;  // a departure of ours
    for (const auto& [key, value] : json.items()) {
        const std::string field = key == "combine" ? "reward.intrinsic_combine" : "reward." + key;
        const auto text = value.is_string() ? value.get<std::string>() : dumpLine(value);
        if (const auto set = config::setField(run, field, text); !set) qFatal("%s", describe(set.error()).c_str());
    }
    return run.reward;
}

TaskKind kindOf(const std::string& text) {
    const auto kind = kindFromName(text);
    if (!kind) qFatal("unknown kind %s", text.c_str());
    return *kind;
}

/// A verdict: true, false, null for a lost worker, or for induction one flag per hidden pair.
execution::GradeOutcome gradeOf(const Json& result) {
    execution::GradeOutcome grade;
    if (result.is_null()) return grade;
    double matches = 0;
    if (result.is_array())
        for (const Json& pair : result) matches += pair.get<bool>() ? 1 : 0;
    grade.share = result.is_array() ? matches / static_cast<double>(result.size()) : result.get<bool>() ? 1 : 0;
    grade.verdict = grade.share == 1.0 ? execution::Verdict::Ok : execution::Verdict::Wrong;
    return grade;
}

struct Scored {
    double r = 0, reward = 0;
};

Scored solved(const Json& json, const config::RewardConfig& config) {
    Attempt attempt;
    attempt.sample.wellFormed = json["format"].get<bool>();
    const TaskKind kind = kindOf(json["kind"].get<std::string>());
    if (attempt.sample.wellFormed) takeGrade(gradeOf(json["results"][0]), kind, config, attempt);
    return {attempt.score, compositeReward(Role::Solve, attempt.sample.wellFormed, attempt.score, config)};
}

Scored proposed(const Json& json, const config::RewardConfig& config) {
    const TaskKind kind = kindOf(json["kind"].get<std::string>());
    const Json& measured = json["measures"];
    Measures measures;
    measures.complexity = measured["complexity"].get<double>();
    measures.halstead = measured["halstead"].get<double>();
    measures.distance = measured["distance"].get<double>();
    measures.diversity = measured["diversity"].get<double>();
    measures.inputDiversity = measured["input_diversity"].get<double>();
    double sum = 0;
    int counted = 0;
    for (const Json& result : json["results"]) {
        Attempt attempt;
        takeGrade(gradeOf(result), kind, config, attempt);
        if (attempt.sample.masked) continue;
        sum += attempt.score;
        ++counted;
    }
    const bool valid = json["valid"].get<bool>();
    const double s = valid ? sum / counted : 1.0;
    const double r = learnabilityReward(s, config);
    return {r,
            proposerReward(valid && json["format"].get<bool>(), r, proposerScore(kind, s, measures, config), config)};
}

}  // namespace

class TestReferenceRewards : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theyAreTheReferences() {
        const auto text = readFile(std::filesystem::path(AZR_TESTS_FOLDER) / "data/reward/rewards.jsonl");
        QVERIFY(text.has_value());
        std::istringstream lines(*text);
        std::map<std::string, int> cases;
        for (std::string line; std::getline(lines, line);) {
            const Json json = parseJson(line).value_or(Json());
            const config::RewardConfig config = settingsOf(json["settings"]);
            const Scored own = json["role"] == "propose" ? proposed(json, config) : solved(json, config);
            for (const char* commit : {"paper", "newest"}) {
                QVERIFY2(std::abs(own.r - json[commit]["r"].get<double>()) <= 1e-12, line.c_str());
                QVERIFY2(std::abs(own.reward - json[commit]["reward"].get<double>()) <= 1e-12, line.c_str());
            }
            ++cases[json["role"].get<std::string>() + "." + json["kind"].get<std::string>()];
        }
        QCOMPARE(cases.size(), 7U);
        int all = 0;
        for (const auto& [stream, count] : cases) all += count;
        QCOMPARE(all, 500);
    }
};

QTEST_GUILESS_MAIN(TestReferenceRewards)
#include "tst_reference_rewards.moc"
