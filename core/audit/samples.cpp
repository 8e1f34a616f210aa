#include "core/audit/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/execution/verdict.h"

namespace azr::audit {
namespace {

constexpr const char* kTaskRow = "task";
constexpr const char* kAttemptRow = "attempt";
constexpr const char* kEmpty = "";

bool isVerdict(const std::string& word) {
    return std::ranges::any_of(execution::kVerdictNames, [&](std::string_view one) { return one == word; });
}

class Samples {
  public:
    Samples(const StepRows& rows, const config::RunConfig& config, Ledger& ledger)
        : m_rows(rows), m_config(config), m_ledger(ledger) {}

    void run() {
        for (const store::TaskRow& row : m_rows.tasks) task(row);
        for (const store::AttemptRow& row : m_rows.attempts) attempt(row);
        m_ledger.unchecked(Check::Sample,
                           "numbers of tokens and sums of log-probabilities, beyond their bounds: they "
                           "need the model, and --replay compares those of the steps it does again",
                           m_sampled);
    }

  private:
    void task(const store::TaskRow& row) {
        const auto at = [&](std::string_view what) { return Place{m_rows.step, kTaskRow, row.id.value, what}; };
        const bool model = row.origin == "model" && !isTwin(row);
        verdict(row, at("verdict"), at("reason"));
        if (model)
            sampled(row, kTaskRow);
        else
            notSampled(row);
        const bool pairs = row.kind == "induction";
        m_ledger.compare(Check::Sample, at("input"), pairs ? std::string_view(row.input) : kEmpty, kEmpty);
        m_ledger.compare(Check::Sample, at("output"), pairs ? std::string_view(row.output) : kEmpty, kEmpty);
        m_ledger.compare(Check::Sample, at("message"), pairs ? kEmpty : std::string_view(row.message), kEmpty);
        m_ledger.compare(Check::Sample, at("pairs"), pairs ? std::int64_t{0} : std::ssize(row.pairs), std::int64_t{0});
        if (row.given.empty()) m_ledger.compare(Check::Sample, at("degenerate"), row.degenerate, false);
        if (row.origin == "user") return;
        // One that is refused after it ran keeps what it gave.
        if (row.verdict == "rejected" && !row.outputType.empty()) return;
        const bool typed = row.verdict == "ok" && row.kind != "error";
        m_ledger.expect(Check::Sample, typed != row.outputType.empty(), at("output_type"), row.outputType,
                        typed ? "a type" : "none");
    }

    void attempt(const store::AttemptRow& row) {
        const auto at = [&](std::string_view what) { return Place{m_rows.step, kAttemptRow, row.id.value, what}; };
        verdict(row, at("verdict"), at("reason"));
        sampled(row, kAttemptRow);
        if (row.kind != "induction" || row.verdict == "ok")
            m_ledger.compare(Check::Sample, at("share"), std::isnan(row.share) ? 0.0 : row.share,
                             std::isnan(row.share) ? 0.0
                             : row.verdict == "ok" ? 1.0
                                                   : 0.0);
        else
            m_ledger.expect(Check::Sample, std::isnan(row.share) || (row.share >= 0 && row.share < 1), at("share"),
                            fmt::format("{}", row.share), "less than all");
        // A program may match one hidden pair loosely and miss another.
        const bool somePair = row.kind == "induction" && row.share > 0;
        if (row.loose)
            m_ledger.compare(Check::Sample, at("loose"),
                             m_config.executor.strictTypes || row.verdict == "ok" || somePair, true);
    }

    template <class Row>
    void verdict(const Row& row, const Place& verdict, const Place& reason) {
        m_ledger.expect(Check::Sample, isVerdict(row.verdict), verdict, row.verdict, "a verdict");
        if (row.verdict == "ok")
            m_ledger.compare(Check::Sample, reason, row.reason + row.detail, kEmpty);
        else if (!row.formatFailure.empty() && row.verdict == "parse_error")
            m_ledger.compare(Check::Sample, reason, row.reason, row.formatFailure);
    }

    /// What a model wrote.
    template <class Row>
    void sampled(const Row& row, const char* what) {
        const auto at = [&](std::string_view column) { return Place{m_rows.step, what, row.id.value, column}; };
        const config::PromptConfig& prompt = m_config.prompt;
        within(at("tokens"), row.tokens, 0, prompt.responseLimit);
        within(at("prompt_tokens"), row.promptTokens, 1, prompt.promptLimit);
        if (row.clipped)
            m_ledger.compare(Check::Sample, at("tokens"), std::int64_t{row.tokens}, std::int64_t{prompt.responseLimit});
        const bool sum =
            std::isfinite(row.logprobSum) && row.logprobSum <= 0 && (row.tokens > 0 || row.logprobSum == 0);
        m_ledger.expect(Check::Sample, sum, at("logprob_sum"), fmt::format("{:.17g}", row.logprobSum),
                        row.tokens > 0 ? "at most 0" : "0");
        ++m_sampled;
    }

    /// What people wrote, and the other half of one set of seeds.
    void notSampled(const store::TaskRow& row) {
        const auto at = [&](std::string_view column) { return Place{m_rows.step, kTaskRow, row.id.value, column}; };
        m_ledger.compare(Check::Sample, at("tokens"), std::int64_t{row.tokens} + row.promptTokens, std::int64_t{0});
        m_ledger.compare(Check::Sample, at("logprob_sum"), row.logprobSum, 0.0);
        m_ledger.compare(Check::Sample, at("completion"), row.completion + row.prompt, kEmpty);
        m_ledger.compare(Check::Sample, at("reward"), row.reward, 0.0);
        m_ledger.compare(Check::Sample, at("advantage"), row.advantage, 0.0);
    }

    void within(const Place& place, std::int64_t stored, std::int64_t least, std::int64_t most) {
        m_ledger.expect(Check::Sample, stored >= least && stored <= most, place, fmt::format("{}", stored),
                        fmt::format("{} to {}", least, most));
    }

    const StepRows& m_rows;
    const config::RunConfig& m_config;
    Ledger& m_ledger;
    std::int64_t m_sampled = 0;
};

std::int64_t linesOf(const std::string& program) {
    std::int64_t lines = 0;
    bool blank = true;
    for (const char c : program + "\n") {
        if (c == '\n') {
            lines += blank ? 0 : 1;
            blank = true;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            blank = false;
        }
    }
    return lines;
}

/// Rounded to three digits, as Python's round() does.
double halsteadOf(const store::TaskRow& row) {
    const double share = 0.5 * std::min(1.0, row.effort / 10000) + 0.3 * std::min(1.0, row.cyclomatic / 10.0) +
                         0.2 * std::min(1.0, row.volume / 500);
    return std::strtod(fmt::format("{:.3f}", share).c_str(), nullptr);
}

/// 1 - the share that a value has among those of a buffer, on average over the values.
template <class Values>
double rarity(const Values& values, const ValueShares& shares) {
    double sum = 0;
    for (const std::string& value : values) sum += shares.of(value);
    return 1 - sum / static_cast<double>(std::max<std::size_t>(1, values.size()));
}

void compareRarity(const store::TaskRow& row, const Buffers& buffers, Ledger& ledger) {
    const auto at = [&](std::string_view what) { return Place{row.step, kTaskRow, row.id.value, what}; };
    std::vector<std::string> inputs{row.input}, outputs{row.output};
    const bool pairs = row.kind == "induction";
    if (pairs) {
        inputs.clear();
        outputs.clear();
        for (const store::PairRow& pair : row.pairs) {
            inputs.push_back(pair.input);
            outputs.push_back(pair.output);
        }
    }
    const auto shares = [&](const char* of, bool ofInputs) { return buffers.shares(pairs ? of : row.kind, ofInputs); };
    ledger.compare(Check::Measure, at("diversity"), row.diversity, rarity(outputs, shares("deduction", false)));
    ledger.compare(Check::Measure, at("input_diversity"), row.inputDiversity,
                   rarity(inputs, shares("abduction", true)));
}

}  // namespace

void checkSamples(const StepRows& rows, const config::RunConfig& config, Ledger& ledger) {
    Samples(rows, config, ledger).run();
}

void checkMeasures(const StepRows& rows, bool measured, const Buffers& buffers, Ledger& ledger) {
    for (const store::TaskRow& row : rows.tasks) {
        const auto at = [&](std::string_view what) { return Place{row.step, kTaskRow, row.id.value, what}; };
        if (row.verdict != "ok") continue;
        if (row.origin == "user" && row.lines == 0) {
            ledger.unchecked(Check::Measure, "measures of people's seeds: the version that took them in had none");
            continue;
        }
        ledger.compare(Check::Measure, at("lines"), std::int64_t{row.lines}, linesOf(row.program));
        if (!measured) {
            ledger.unchecked(Check::Measure, "measures of the version that wrote it");
            continue;
        }
        ledger.compare(Check::Measure, at("halstead"), row.halstead, halsteadOf(row));
        if (row.origin != "model") continue;
        if (rows.step > 0 && buffers.calm())
            compareRarity(row, buffers, ledger);
        else
            ledger.unchecked(Check::Measure,
                             "rarity of values while buffers changed meanwhile: seeding, and steps that "
                             "people reached into");
    }
}

}  // namespace azr::audit
