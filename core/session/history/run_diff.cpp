#include "core/session/history/run_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/base/files.h"
#include "core/config/run_fields.h"

namespace azr::session {

namespace {

Result<config::RunConfig> settingsOf(const store::RunRow& run) {
    const std::string place = fmt::format("run {}", run.id.value);
    AZR_TRY(const Json json, parseJson(run.inForce(), place));
    return config::storedConfig(json, place);
}

Status compareSettings(store::Reader& reader, RunDiff& diff) {
    std::vector<config::RunConfig> configs;
    std::vector<std::vector<store::ConfigChangeRow>> changes;
    for (const store::RunRow& run : diff.runs) {
        AZR_TRY(config::RunConfig config, settingsOf(run));
        configs.push_back(std::move(config));
        AZR_TRY(std::vector<store::ConfigChangeRow> made, reader.configChanges(run.id));
        changes.push_back(std::move(made));
    }
    for (const config::Field& field : config::runFields()) {
        SettingCompared compared;
        compared.path = field.path;
        bool differs = false;
        for (std::size_t i = 0; i < configs.size(); ++i) {
            compared.values.push_back(config::getField(configs[i], field.path).value_or(""));
            auto& own = compared.changes.emplace_back();
            std::ranges::copy_if(changes[i], std::back_inserter(own),
                                 [&](const auto& change) { return change.path == field.path; });
            differs = differs || !own.empty() || compared.values.back() != compared.values.front();
        }
        if (differs) diff.settings.push_back(std::move(compared));
    }
    return {};
}

Status comparePrompts(store::Reader& reader, RunDiff& diff) {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> streams;
    for (std::size_t i = 0; i < diff.runs.size(); ++i) {
        AZR_TRY(std::vector<store::FirstPrompt> prompts, reader.firstPrompts(diff.runs[i].id));
        for (store::FirstPrompt& prompt : prompts) {
            auto& texts = streams[{prompt.role, prompt.kind}];
            texts.resize(diff.runs.size());
            texts[i] = std::move(prompt.text);
        }
    }
    for (auto& [stream, texts] : streams) diff.prompts.push_back({stream.first, stream.second, std::move(texts)});
    return {};
}

/// By what they ask: tasks of different runs have different numbers.
std::string identityOf(const store::TaskRow& task) {
    Json pairs = Json::array();
    for (const auto& pair : task.pairs) pairs.push_back({pair.input, pair.output});
    return sha256(dumpLine(
        Json{task.kind, task.program, Json(task.imports), task.input, task.output, task.message, std::move(pairs)}));
}

Result<std::set<std::string>> seedsOf(store::Reader& reader, RunId run) {
    std::set<std::string> seeds;
    store::TaskQuery query;
    query.filter.run = run;
    query.filter.step = 0;
    query.order = {{store::TaskSort::Id, false}};
    for (;;) {
        AZR_TRY(const store::TaskPage page, reader.tasks(query));
        for (const store::TaskRow& task : page.rows)
            if (task.verdict == "ok") seeds.insert(identityOf(task));
        if (!page.next) return seeds;
        query.after = page.next;
    }
}

Status compareSeeds(store::Reader& reader, RunDiff& diff) {
    std::map<std::string, std::vector<std::size_t>> owners;
    SeedsCompared& seeds = diff.seeds;
    for (std::size_t i = 0; i < diff.runs.size(); ++i) {
        AZR_TRY(const std::set<std::string> own, seedsOf(reader, diff.runs[i].id));
        seeds.count.push_back(static_cast<std::int64_t>(own.size()));
        for (const std::string& seed : own) owners[seed].push_back(i);
    }
    seeds.alone.assign(diff.runs.size(), 0);
    for (const auto& [seed, runs] : owners) {
        if (runs.size() == diff.runs.size()) ++seeds.common;
        if (runs.size() == 1) ++seeds.alone[runs.front()];
    }
    return {};
}

Status compareAccuracies(store::Reader& reader, RunDiff& diff) {
    const std::size_t count = diff.runs.size();
    std::map<std::tuple<std::string, bool, std::string>, AccuracyCompared> all;
    for (std::size_t i = 0; i < count; ++i) {
        AZR_TRY(const std::vector<store::EvaluationScore> scores, reader.evaluationScores(diff.runs[i].id));
        for (const store::EvaluationScore& score : scores) {
            AccuracyCompared& compared = all[{score.suite, !score.greedy, score.kind}];
            std::tie(compared.suite, compared.kind, compared.greedy) = std::tie(score.suite, score.kind, score.greedy);
            compared.first.resize(count);
            compared.last.resize(count);
            const Accuracy accuracy{score.step, score.suite, score.greedy, score.solved, score.total};
            if (!compared.first[i]) compared.first[i] = accuracy;  // they come by step
            compared.last[i] = accuracy;
        }
    }
    for (auto& [key, compared] : all) diff.accuracies.push_back(std::move(compared));
    return {};
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text) {
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back().push_back(c);
    }
    return lines;
}

}  // namespace

bool PromptCompared::same() const {
    return std::ranges::all_of(texts, [&](const std::string& text) { return text == texts.front(); });
}

Result<RunDiff> diffRuns(store::Reader& reader, const std::vector<RunId>& runs) {
    RunDiff diff;
    for (const RunId run : runs) {
        AZR_TRY(store::RunRow row, reader.run(run));
        diff.runs.push_back(std::move(row));
    }
    AZR_CHECK(compareSettings(reader, diff));
    AZR_CHECK(comparePrompts(reader, diff));
    AZR_CHECK(compareSeeds(reader, diff));
    AZR_CHECK(compareAccuracies(reader, diff));
    return diff;
}

std::vector<std::string> ownLines(const std::vector<std::string>& texts, std::size_t which) {
    std::vector<std::vector<std::string>> all;
    for (const std::string& text : texts) all.push_back(linesOf(text));
    std::size_t shortest = all.front().size();
    for (const auto& lines : all) shortest = std::min(shortest, lines.size());
    const auto alike = [&](const auto& lineOf) {
        std::size_t count = 0;
        while (count < shortest && std::ranges::all_of(all, [&](const auto& lines) {
                   return lineOf(lines, count) == lineOf(all.front(), count);
               }))
            ++count;
        return count;
    };
    const std::size_t head = alike([](const auto& lines, std::size_t i) { return lines[i]; });
    shortest -= head;
    const std::size_t tail = alike([](const auto& lines, std::size_t i) { return lines[lines.size() - 1 - i]; });
    const auto& own = all[which];
    return {own.begin() + static_cast<std::ptrdiff_t>(head), own.end() - static_cast<std::ptrdiff_t>(tail)};
}

}  // namespace azr::session
