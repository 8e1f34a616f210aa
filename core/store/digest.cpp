#include "core/store/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_map>

#include "core/base/files.h"

namespace azr::store {

namespace {

/// Feeds fields to the hash, each ended so that neighbours cannot run into each other.
class Feed {
  public:
    Feed& operator<<(std::string_view text) {
        m_hash.add(text);
        m_hash.add(std::string_view("\x1f", 1));
        return *this;
    }
    Feed& operator<<(std::int64_t value) { return *this << std::string_view(fmt::format("{}", value)); }
    Feed& operator<<(int value) { return *this << std::int64_t{value}; }
    Feed& operator<<(bool value) { return *this << std::int64_t{value}; }
    Feed& operator<<(double value) {
        return *this << std::string_view(std::isnan(value) ? std::string("nan") : fmt::format("{:a}", value));
    }
    [[nodiscard]] std::string hex() { return m_hash.hex(); }

  private:
    Sha256 m_hash;
};

/// Which number a run gave an id is no part of it: tasks are named by their place among the run's tasks.
class Places {
  public:
    std::int64_t add(TaskId id) { return m_places.try_emplace(id, std::ssize(m_places)).first->second; }
    /// -1 for a task that is not there.
    [[nodiscard]] std::int64_t of(TaskId id) const {
        const auto found = m_places.find(id);
        return found == m_places.end() ? -1 : found->second;
    }

  private:
    std::unordered_map<TaskId, std::int64_t> m_places;
};

void add(Feed& feed, const TaskRow& row, Places& places) {
    feed << "task" << places.add(row.id) << row.kind << row.origin << row.step << row.verdict << row.reason;
    feed << row.program << row.input << row.output << row.outputType << row.message;
    for (const std::string& import : row.imports) feed << import;
    for (const PairRow& pair : row.pairs) feed << pair.input << pair.output;
    feed << row.complexity << row.halstead << row.distance << row.diversity << row.inputDiversity << row.nodes;
    feed << row.lines << row.signatureCount << row.nearDuplicate << row.coinFlip << row.learnability;
    feed << row.learnReward << row.reward << row.advantage << row.prompt << row.completion << row.formatFailure;
    feed << row.clipped << row.masked << row.promptTokens << row.tokens << row.logprobSum;
    feed << row.score << row.barred << row.taskClass << row.cyclomatic << row.effort << row.volume << row.similarity;
    feed << row.trained;
    for (const TaskId reference : row.references) feed << places.of(reference);
    // Only where there are any: runs without keep the digest that they had.
    for (const GivenRow& one : row.given) feed << "given" << places.of(one.task) << one.program << row.degenerate;
}

void add(Feed& feed, const AttemptRow& row, const Places& places) {
    feed << "attempt" << places.of(row.task) << row.step << row.kind << row.use;
    feed << row.verdict << row.reason << row.loose << row.score << row.reward << row.advantage << row.answer;
    feed << row.prompt << row.completion << row.formatFailure << row.clipped << row.masked << row.trained;
    feed << row.promptTokens << row.tokens << row.logprobSum << row.share;
}

Status addTasks(Feed& feed, Reader& reader, RunId run, int lastStep, Places& places) {
    TaskQuery query;
    query.filter.run = run;
    query.order = {{store::TaskSort::Id, false}};
    query.withTexts = true;
    for (;;) {
        AZR_TRY(const TaskPage page, reader.tasks(query));
        for (const TaskRow& row : page.rows)
            if (row.step <= lastStep) add(feed, row, places);
        if (!page.next) return {};
        query.after = page.next;
    }
}

/// Held-out accuracy is a function of the weights, and when it is measured depends on when a run was stopped.
bool measuresTraining(const MetricRow& row) {
    return row.deterministic && !row.name.starts_with("eval/");
}

Status addStep(Feed& feed, Reader& reader, RunId run, int step, const Places& places) {
    AZR_TRY(const std::vector<AttemptRow> attempts, reader.attemptsOfStep(run, step));
    for (const AttemptRow& row : attempts) add(feed, row, places);
    AZR_TRY(const std::vector<StreamMomentsRow> moments, reader.streamMoments(run, step));
    for (const StreamMomentsRow& row : moments) {
        feed << "moments" << row.step << row.stream << row.mean << row.deviation << row.samples << row.weight;
        feed << row.byTokens << row.baseline << row.roleWeight;
    }
    AZR_TRY(const std::vector<MetricRow> metrics, reader.metricsOfStep(run, step));
    for (const MetricRow& row : metrics)
        if (measuresTraining(row)) feed << "metric" << row.step << row.name << row.value;
    return {};
}

Status addBuffers(Feed& feed, Reader& reader, RunId run, int lastStep, const Places& places) {
    std::vector<BufferEventRow> events;
    for (std::int64_t before = 0;;) {
        AZR_TRY(const std::vector<BufferEventRow> page, reader.bufferEvents(run, "", before, kPageLimit));
        events.insert(events.end(), page.begin(), page.end());
        if (static_cast<int>(page.size()) < kPageLimit) break;
        before = page.back().id;
    }
    std::reverse(events.begin(), events.end());
    for (const BufferEventRow& row : events) {
        if (row.step > lastStep) continue;
        // Which number a rule has is no more part of a run than that of a task.
        const std::string_view reason = row.reason.starts_with("rule ") ? "rule" : std::string_view(row.reason);
        feed << "buffer" << row.step << row.kind << places.of(row.task) << row.action << reason;
        feed << row.size;
    }
    return {};
}

}  // namespace

Result<std::string> runDigest(Reader& reader, RunId run) {
    AZR_TRY(const std::vector<StepRow> steps, reader.steps(run, -1, 0));
    int lastStep = 0;
    for (const StepRow& row : steps)
        if (row.status == "finished") lastStep = std::max(lastStep, row.step);
    Feed feed;
    feed << "run" << lastStep;
    Places places;
    AZR_CHECK(addTasks(feed, reader, run, lastStep, places));
    for (int step = 0; step <= lastStep; ++step) AZR_CHECK(addStep(feed, reader, run, step, places));
    AZR_CHECK(addBuffers(feed, reader, run, lastStep, places));
    // Only the last one: which steps before it were saved, and whether one failed, changes nothing, and what their
    // weights were shows in everything that was sampled from them.
    AZR_TRY(const std::vector<CheckpointRow> checkpoints, reader.checkpoints(run, true));
    for (const CheckpointRow& row : checkpoints)
        if (row.step == lastStep) feed << "checkpoint" << row.step << row.weightsHash << row.optimizerHash;
    return feed.hex();
}

}  // namespace azr::store
