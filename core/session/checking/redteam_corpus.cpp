#include "core/session/checking/redteam_corpus.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/kinds.h"
#include "core/selfplay/nano/grammar.h"

namespace azr::session {
namespace {

using execution::redteam::Corpus;
using execution::redteam::Line;
using execution::redteam::Sample;

constexpr std::uint64_t kGrammarSeed = 16;
constexpr int kInputs = 3, kStatements = 4;
constexpr std::size_t kAnswersOfTask = 2;

bool endsAtLimit(const std::string& verdict) {
    return verdict.starts_with("timeout") || verdict == "memory" || verdict == "output_limit";
}

Status addTask(Corpus& corpus, store::Reader& reader, const store::TaskRow& task) {
    if (task.program.empty()) return {};
    const auto kind = selfplay::kindFromName(task.kind);
    // The name of an exception is no value that samples could be compared by.
    if (task.verdict != "ok" || !kind || selfplay::namesError(*kind)) {
        Line line;
        line.program = task.program;
        line.imports = task.imports;
        line.inputs = {task.input};
        line.errors = kind && selfplay::namesError(*kind);
        (endsAtLimit(task.verdict) ? corpus.slow : corpus.attacks).push_back(std::move(line));
        return {};
    }
    Sample sample{task.program, task.imports, {}, {}};
    for (const store::PairRow& pair : task.pairs) {
        sample.inputs.push_back(pair.input);
        sample.outputs.push_back(pair.output);
    }
    if (sample.inputs.empty()) {
        sample.inputs = {task.input};
        sample.outputs = {task.output};
    }
    corpus.ordinary.push_back(sample);
    if (!selfplay::hasPairs(*kind)) return {};
    AZR_TRY(const auto attempts, reader.attempts(task.id));
    std::size_t taken = 0;
    for (const store::AttemptRow& attempt : attempts) {
        if (attempt.answer.empty() || endsAtLimit(attempt.verdict)) continue;
        sample.program = attempt.answer;
        corpus.ordinary.push_back(sample);
        if (++taken == kAnswersOfTask) break;
    }
    return {};
}

}  // namespace

Status addStoredSamples(Corpus& corpus, store::Reader& reader, RunId run, int limit) {
    store::TaskQuery query;
    query.filter.run = run;
    for (int left = limit; left > 0;) {
        query.limit = std::min(left, store::kPageLimit);
        AZR_TRY(const auto page, reader.tasks(query));
        for (const store::TaskRow& task : page.rows) AZR_CHECK(addTask(corpus, reader, task));
        left -= static_cast<int>(page.rows.size());
        if (!page.next || page.rows.empty()) break;
        query.after = page.next;
    }
    return {};
}

Status addGrammarSamples(Corpus& corpus, execution::Executor& executor, int count, Control& control) {
    Rng rng(kGrammarSeed);
    std::vector<execution::ValidateRequest> requests;
    for (int i = 0; i < count; ++i) {
        const selfplay::GrammarProgram program =
            selfplay::randomProgram(rng, 1 + static_cast<int>(rng.below(kStatements)));
        execution::ValidateRequest request;
        request.program = program.source;
        request.inputs = selfplay::freshInputs(program.arguments, kInputs, rng);
        request.measure = false;
        requests.push_back(std::move(request));
    }
    auto future = executor.runMany(requests, execution::Lane::Loop);
    AZR_TRY(const auto outcomes, execution::await(future, control));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        Sample sample{requests[i].program, {}, {}, {}};
        for (std::size_t k = 0; k < outcomes[i].runs.size(); ++k) {
            if (outcomes[i].runs[k].verdict != execution::Verdict::Ok) continue;
            sample.inputs.push_back(requests[i].inputs[k]);
            sample.outputs.push_back(outcomes[i].runs[k].value);
        }
        if (!sample.inputs.empty()) corpus.ordinary.push_back(std::move(sample));
    }
    return {};
}

}  // namespace azr::session
