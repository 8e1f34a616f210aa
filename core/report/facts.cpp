#include "core/report/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "core/config/paper_sections.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/evaluation/interval.h"
#include "core/execution/verdict.h"
#include "core/report/charts.h"
#include "core/selfplay/task.h"
#include "core/store/database.h"
#include "core/store/digest.h"

namespace azr::report {

namespace {

constexpr std::size_t kBest = 3, kHardest = 3, kRefused = 4;
constexpr std::size_t kMostAlerts = 200;
constexpr std::string_view kPhasePrefix = "time/";
constexpr std::string_view kWholeStep = "time/step";

class Gathering {
  public:
    Gathering(const std::filesystem::path& database, RunId run, std::string against, const Going& going)
        : m_file(database), m_run(run), m_going(going) {
        m_facts.against = std::move(against);
    }

    Result<Facts> run() {
        AZR_TRY(const auto reader, store::Reader::open(m_file));
        m_reader = reader.get();
        AZR_TRY(m_facts.run, m_reader->run(m_run));
        AZR_CHECK(tell("settings"));
        AZR_CHECK(readSettings());
        AZR_CHECK(tell("curves"));
        AZR_TRY(m_facts.charts, chartsOf(*m_reader, m_run));
        AZR_CHECK(tell("evaluations"));
        AZR_CHECK(readAccuracies());
        AZR_CHECK(readFlips());
        AZR_CHECK(tell("tasks"));
        AZR_CHECK(readVerdicts());
        AZR_CHECK(readSamples());
        AZR_CHECK(tell("log"));
        AZR_CHECK(readAlerts());
        AZR_CHECK(readCommands());
        AZR_TRY(m_facts.changes, m_reader->configChanges(m_run));
        AZR_TRY(m_facts.checkpoints, m_reader->checkpoints(m_run, false));
        AZR_TRY(m_facts.buffers, m_reader->bufferSizes(m_run));
        AZR_CHECK(tell("costs"));
        AZR_CHECK(readCosts());
        AZR_CHECK(tell("digest"));
        AZR_TRY(m_facts.digest, store::runDigest(*m_reader, m_run));
        return std::move(m_facts);
    }

  private:
    [[nodiscard]] Status tell(const char* what) const {
        if (!m_going || m_going(what)) return {};
        return fail(ErrorCode::Cancelled, "the report was ended");
    }

    Status readSettings() {
        AZR_TRY(const config::RunConfig preset, config::presetNamed(m_facts.against));
        const auto json = parseJson(m_facts.run.config);
        const auto started = json ? config::storedConfig(*json) : tl::make_unexpected(json.error());
        if (!started) {
            m_facts.settingsTrouble = describe(started.error());
            return {};
        }
        for (const config::FieldDifference& one : config::diff(preset, *started)) {
            if (one.path == "preset") continue;
            const config::Field* const field = config::findField(one.path);
            std::string note = config::fieldNote(m_facts.run.preset, one.path);
            if (note.empty()) note = config::fieldNote(m_facts.against, one.path);
            m_facts.departures.push_back({one.path, one.left, one.right, std::string(config::paperSection(one.path)),
                                          field == nullptr ? std::string() : field->doc, std::move(note)});
        }
        return {};
    }

    Status readAccuracies() {
        AZR_TRY(const std::vector<store::EvaluationScore> scores, m_reader->evaluationScores(m_run));
        for (const store::EvaluationScore& score : scores) {
            const evaluation::Interval interval = evaluation::wilson(score.solved, score.total);
            m_facts.accuracies.push_back({score, interval.low, interval.high});
        }
        std::ranges::sort(m_facts.accuracies, {}, [](const Accuracy& one) {
            return std::tuple(one.score.suite, one.score.step, one.score.kind, !one.score.greedy);
        });
        return {};
    }

    /// The first evaluation of each suite against the last one, item by item.
    Status readFlips() {
        AZR_TRY(const std::vector<store::EvaluationRow> rows, m_reader->evaluations(m_run));
        std::map<std::string, std::pair<const store::EvaluationRow*, const store::EvaluationRow*>> ends;
        for (const store::EvaluationRow& row : rows) {
            auto& [first, last] = ends[row.suite];
            if (first == nullptr || row.step < first->step) first = &row;
            if (last == nullptr || row.step >= last->step) last = &row;
        }
        for (const auto& [suite, pair] : ends) {
            if (pair.first->step == pair.second->step) continue;
            AZR_TRY(const auto before, m_reader->evaluationItems(pair.first->id));
            AZR_TRY(const auto after, m_reader->evaluationItems(pair.second->id));
            for (const bool greedy : {true, false}) {
                const Flips flips = compare(suite, greedy, before, after, pair.first->step, pair.second->step);
                if (flips.gained + flips.lost + flips.both + flips.neither > 0) m_facts.flips.push_back(flips);
            }
        }
        return {};
    }

    static Flips compare(const std::string& suite, bool greedy, const std::vector<store::EvaluationItemRow>& before,
                         const std::vector<store::EvaluationItemRow>& after, int first, int last) {
        std::map<std::pair<std::string, std::string>, bool> solved;
        for (const store::EvaluationItemRow& item : before)
            if (item.greedy == greedy) solved[{item.kind, item.item}] = item.solved;
        Flips flips{suite, greedy, first, last};
        for (const store::EvaluationItemRow& item : after) {
            const auto was = solved.find({item.kind, item.item});
            if (item.greedy != greedy || was == solved.end()) continue;
            ++(item.solved ? (was->second ? flips.both : flips.gained) : (was->second ? flips.lost : flips.neither));
        }
        return flips;
    }

    Status readVerdicts() {
        AZR_TRY(m_facts.verdicts, m_reader->verdictCounts(m_run, -1));
        std::ranges::stable_sort(m_facts.verdicts, std::greater(), &store::Count::count);
        return {};
    }

    Result<std::vector<store::TaskRow>> tasks(store::TaskFilter filter, store::TaskOrder order, std::size_t most) {
        filter.run = m_run;
        filter.origin = selfplay::kOriginNames[static_cast<std::size_t>(selfplay::Origin::Model)];
        store::TaskQuery query;
        query.filter = std::move(filter);
        query.order = {order};
        query.limit = static_cast<int>(most);
        query.withTexts = true;
        AZR_TRY(store::TaskPage page, m_reader->tasks(query));
        return std::move(page.rows);
    }

    void add(SampleKind why, std::vector<store::TaskRow> rows) {
        for (store::TaskRow& row : rows) {
            const bool shown =
                std::ranges::any_of(m_facts.samples, [&](const Sample& one) { return one.task.id == row.id; });
            if (!shown) m_facts.samples.push_back({why, std::move(row)});
        }
    }

    Status readSamples() {
        const std::string ok(execution::name(execution::Verdict::Ok));
        store::TaskFilter valid;
        valid.verdict = ok;
        AZR_TRY(auto best, tasks(valid, {store::TaskSort::Reward, true}, kBest));
        add(SampleKind::Best, std::move(best));
        valid.solveRate.least = 0;
        AZR_TRY(auto hardest, tasks(valid, {store::TaskSort::SolveRate, false}, kHardest));
        add(SampleKind::Hardest, std::move(hardest));
        std::size_t refused = 0;
        for (const store::Count& verdict : m_facts.verdicts) {
            if (verdict.name == ok || refused == kRefused) continue;
            store::TaskFilter filter;
            filter.verdict = verdict.name;
            AZR_TRY(auto rows, tasks(std::move(filter), {store::TaskSort::Id, true}, 1));
            refused += rows.size();
            add(SampleKind::Refused, std::move(rows));
        }
        return {};
    }

    Status readAlerts() {
        for (std::int64_t before = 0;;) {
            AZR_TRY(const std::vector<store::EventRow> page, m_reader->events(m_run, before, store::kPageLimit));
            for (const store::EventRow& row : page) {
                if (row.severity == "info") continue;
                if (m_facts.alerts.size() < kMostAlerts)
                    m_facts.alerts.push_back(row);
                else
                    ++m_facts.alertsLeftOut;
            }
            if (static_cast<int>(page.size()) < store::kPageLimit) break;
            before = page.back().id;
        }
        std::ranges::reverse(m_facts.alerts);
        return {};
    }

    Status readCommands() {
        std::map<std::string, std::int64_t> counts;
        for (std::int64_t before = 0;;) {
            AZR_TRY(const std::vector<store::CommandRow> page, m_reader->commands(m_run, before, store::kPageLimit));
            for (const store::CommandRow& row : page) ++counts[row.name];
            if (static_cast<int>(page.size()) < store::kPageLimit) break;
            before = page.back().id.value;
        }
        for (const auto& [name, count] : counts) m_facts.commands.push_back({name, count});
        return {};
    }

    Status readCosts() {
        AZR_TRY(store::Database database, store::Database::open(m_file, store::Database::Mode::ReadOnly));
        AZR_TRY(m_facts.costs, store::readCosts(database, m_run));
        AZR_TRY(const std::vector<std::string> names, m_reader->metricNames(m_run));
        for (const std::string& name : names) {
            if (!name.starts_with(kPhasePrefix) || name == kWholeStep) continue;
            AZR_TRY(const std::vector<store::MetricPoint> points, m_reader->series(m_run, name, -1));
            PhaseTime phase{name.substr(kPhasePrefix.size()), 0};
            for (const store::MetricPoint& point : points)
                if (std::isfinite(point.value)) phase.seconds += point.value;
            m_facts.phases.push_back(std::move(phase));
        }
        std::ranges::stable_sort(m_facts.phases, std::greater(), &PhaseTime::seconds);
        return {};
    }

    const std::filesystem::path& m_file;
    const RunId m_run;
    const Going& m_going;
    store::Reader* m_reader = nullptr;
    Facts m_facts;
};

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json();
}

Json chartJson(const Chart& chart) {
    Json curves = Json::array();
    for (const Curve& curve : chart.curves) {
        Json points = Json::array();
        for (const CurvePoint& point : curve.points)
            points.push_back({point.step, number(point.value), number(point.low), number(point.high)});
        curves.push_back({{"metric", curve.metric}, {"points", std::move(points)}});
    }
    return {{"id", chart.id}, {"curves", std::move(curves)}};
}

Json sampleJson(const Sample& sample) {
    constexpr std::array<const char*, 3> kWhy = {"best", "hardest", "refused"};
    return {{"why", kWhy[static_cast<std::size_t>(sample.why)]},
            {"task", sample.task.id.value},
            {"kind", sample.task.kind},
            {"step", sample.task.step},
            {"verdict", sample.task.verdict},
            {"reason", sample.task.reason},
            {"solve_rate", sample.task.learnability},
            {"reward", number(sample.task.reward)}};
}

Json countsJson(const std::vector<store::Count>& counts) {
    Json json = Json::object();
    for (const store::Count& one : counts) json[one.name] = one.count;
    return json;
}

Json runJson(const store::RunRow& run) {
    return {{"number", run.id.value},
            {"name", run.name},
            {"state", run.state},
            {"preset", run.preset},
            {"seed", run.seed},
            {"created", run.created},
            {"ended", run.ended},
            {"last_step", run.lastStep},
            {"resumes", run.resumes},
            {"parameters", run.parameters},
            {"base_sha256", run.baseHash},
            {"studio", run.studio},
            {"libtorch", run.torch},
            {"python", run.python},
            {"cpu", run.cpu},
            {"device", run.device},
            {"dtype", run.dtype},
            {"threads", run.threads},
            {"kernels", run.kernels}};
}

Json costsJson(const Facts& facts) {
    Json phases = Json::object();
    for (const PhaseTime& one : facts.phases) phases[one.phase] = one.seconds;
    const store::RunCosts& costs = facts.costs;
    return {{"steps", costs.steps},
            {"seconds", costs.seconds},
            {"proposals", costs.proposals},
            {"proposal_prompt_tokens", costs.proposalPromptTokens},
            {"proposal_tokens", costs.proposalTokens},
            {"attempts", costs.attempts},
            {"attempt_prompt_tokens", costs.attemptPromptTokens},
            {"attempt_tokens", costs.attemptTokens},
            {"phases", std::move(phases)}};
}

}  // namespace

Result<Facts> gather(const std::filesystem::path& database, RunId run, const std::string& against, const Going& going) {
    return Gathering(database, run, against, going).run();
}

Json toJson(const Facts& facts) {
    Json departures = Json::array(), charts = Json::array(), accuracies = Json::array(), flips = Json::array();
    Json samples = Json::array(), changes = Json::array(), checkpoints = Json::array(), alerts = Json::array();
    for (const Departure& one : facts.departures)
        departures.push_back({{"path", one.path}, {"preset", one.theirs}, {"run", one.own}, {"paper", one.section}});
    for (const Chart& one : facts.charts) charts.push_back(chartJson(one));
    for (const Accuracy& one : facts.accuracies)
        accuracies.push_back({{"suite", one.score.suite},
                              {"step", one.score.step},
                              {"kind", one.score.kind},
                              {"greedy", one.score.greedy},
                              {"solved", one.score.solved},
                              {"total", one.score.total},
                              {"low", one.low},
                              {"high", one.high}});
    for (const Flips& one : facts.flips)
        flips.push_back({{"suite", one.suite},
                         {"greedy", one.greedy},
                         {"first", one.first},
                         {"last", one.last},
                         {"gained", one.gained},
                         {"lost", one.lost},
                         {"both", one.both},
                         {"neither", one.neither}});
    for (const Sample& one : facts.samples) samples.push_back(sampleJson(one));
    for (const store::ConfigChangeRow& one : facts.changes)
        changes.push_back({{"step", one.step}, {"path", one.path}, {"before", one.before}, {"after", one.after}});
    for (const store::CheckpointRow& one : facts.checkpoints)
        checkpoints.push_back({{"step", one.step},
                               {"best", one.best},
                               {"weights_sha256", one.weightsHash},
                               {"optimizer_sha256", one.optimizerHash},
                               {"bytes", one.bytes}});
    for (const store::EventRow& one : facts.alerts)
        alerts.push_back({{"step", one.step}, {"severity", one.severity}, {"code", one.code}});
    Json buffers = Json::object();
    for (const store::BufferSize& one : facts.buffers) buffers[one.kind] = one.size;
    return {{"run", runJson(facts.run)},
            {"digest", facts.digest},
            {"against", facts.against},
            {"departures", std::move(departures)},
            {"charts", std::move(charts)},
            {"accuracies", std::move(accuracies)},
            {"flips", std::move(flips)},
            {"verdicts", countsJson(facts.verdicts)},
            {"samples", std::move(samples)},
            {"buffers", std::move(buffers)},
            {"commands", countsJson(facts.commands)},
            {"changes", std::move(changes)},
            {"alerts", std::move(alerts)},
            {"alerts_left_out", facts.alertsLeftOut},
            {"checkpoints", std::move(checkpoints)},
            {"costs", costsJson(facts)}};
}

}  // namespace azr::report
