#include "core/store/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

void add(Feed& feed, const TaskRow& row, std::int64_t first) {
    feed << "task" << row.id.value - first << row.kind << row.origin << row.step << row.verdict << row.reason;
    feed << row.program << row.input << row.output << row.outputType << row.message;
    for (const std::string& import : row.imports) feed << import;
    for (const PairRow& pair : row.pairs) feed << pair.input << pair.output;
    feed << row.complexity << row.halstead << row.distance << row.diversity << row.inputDiversity << row.nodes;
    feed << row.lines << row.signatureCount << row.nearDuplicate << row.coinFlip << row.learnability;
    feed << row.learnReward << row.reward << row.advantage << row.prompt << row.completion << row.formatFailure;
    feed << row.clipped << row.masked << row.promptTokens << row.tokens << row.logprobSum;
    feed << row.score << row.barred << row.taskClass << row.cyclomatic << row.effort << row.volume << row.similarity;
    feed << row.trained;
    for (const TaskId reference : row.references) feed << reference.value - first;
}

void add(Feed& feed, const AttemptRow& row, std::int64_t first) {
    feed << "attempt" << row.id.value - first << row.task.value - first << row.step << row.kind << row.use;
    feed << row.verdict << row.reason << row.loose << row.score << row.reward << row.advantage << row.answer;
    feed << row.prompt << row.completion << row.formatFailure << row.clipped << row.masked << row.trained;
    feed << row.promptTokens << row.tokens << row.logprobSum << row.share;
}

Status addTasks(Feed& feed, Reader& reader, RunId run, int lastStep) {
    TaskQuery query;
    query.filter.run = run;
    query.descending = false;
    query.withTexts = true;
    for (;;) {
        AZR_TRY(const TaskPage page, reader.tasks(query));
        for (const TaskRow& row : page.rows)
            if (row.step <= lastStep) add(feed, row, firstIdOf(run));
        if (!page.next) return {};
        query.after = page.next;
    }
}

Status addStep(Feed& feed, Reader& reader, RunId run, int step) {
    AZR_TRY(const std::vector<AttemptRow> attempts, reader.attemptsOfStep(run, step));
    for (const AttemptRow& row : attempts) add(feed, row, firstIdOf(run));
    AZR_TRY(const std::vector<StreamMomentsRow> moments, reader.streamMoments(run, step));
    for (const StreamMomentsRow& row : moments) {
        feed << "moments" << row.step << row.stream << row.mean << row.deviation << row.samples << row.weight;
        feed << row.byTokens << row.baseline << row.roleWeight;
    }
    AZR_TRY(const std::vector<MetricRow> metrics, reader.metricsOfStep(run, step));
    for (const MetricRow& row : metrics)
        if (row.deterministic) feed << "metric" << row.step << row.name << row.value;
    return {};
}

Status addBuffers(Feed& feed, Reader& reader, RunId run, int lastStep) {
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
        feed << "buffer" << row.step << row.kind << row.task.value - firstIdOf(run) << row.action << row.reason;
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
    AZR_CHECK(addTasks(feed, reader, run, lastStep));
    for (int step = 0; step <= lastStep; ++step) AZR_CHECK(addStep(feed, reader, run, step));
    AZR_CHECK(addBuffers(feed, reader, run, lastStep));
    // Removed ones too: how many are kept does not decide whether two runs are the same.
    AZR_TRY(const std::vector<CheckpointRow> checkpoints, reader.checkpoints(run, true));
    for (const CheckpointRow& row : checkpoints)
        if (row.step <= lastStep) feed << "checkpoint" << row.step << row.weightsHash << row.optimizerHash;
    return feed.hex();
}

}  // namespace azr::store
