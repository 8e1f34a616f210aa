#include "core/evaluation/assessment.h"

#include <optional>
#include <utility>

#include "core/base/rng.h"
#include "core/evaluation/asking/questions.h"
#include "core/evaluation/judging/judge.h"
#include "core/selfplay/prompting/prompter.h"

namespace azr::evaluation {
namespace {

/// An item under way.
struct Open {
    std::size_t problem = 0;
    bool greedy = true;
    std::vector<std::optional<policy::Completion>> completions = {};
    std::size_t missing = 0;
};

class Assessment {
  public:
    Assessment(const Benchmark& benchmark, policy::Sampler& sampler, const selfplay::TextCodec& codec,
               execution::Executor& executor, const AssessmentOptions& options, const AssessmentSink& sink)
        : m_benchmark(benchmark),
          m_sampler(sampler),
          m_options(options),
          m_sink(sink),
          m_prompter(sampler, codec, options.wrapper, options.prompt, options.sampling, 0),
          m_judge(executor, options.executor),
          m_questions(questionsFor(benchmark, codec, options.wrapper, options.prompt)) {}

    Status run(Control& control) {
        AZR_CHECK(oneCanBeAsked());
        for (std::size_t problem = 0; problem < m_questions.size(); ++problem)
            for (const bool greedy : {true, false}) AZR_CHECK(ask(problem, greedy));
        m_sink.progress(m_done, m_total);
        for (;;) {
            AZR_TRY(auto completion, m_sampler.next(control));
            if (!completion) return {};
            AZR_CHECK(take(std::move(*completion), control));
        }
    }

  private:
    [[nodiscard]] Status oneCanBeAsked() const {
        for (const auto& question : m_questions) {
            if (question) return {};
            if (!selfplay::blamesText(question.error())) return tl::make_unexpected(question.error());
        }
        if (m_questions.empty()) return {};
        const Error& first = m_questions.front().error();
        return fail(ErrorCode::Unsupported, "none of the items can be asked: " + first.detail, m_benchmark.name,
                    "choose another prompt wrapper or a larger prompt.prompt_limit");
    }

    Status ask(std::size_t problem, bool greedy) {
        const int count = greedy ? (m_options.greedy ? 1 : 0) : m_options.samples;
        if (count == 0) return {};
        ++m_total;
        if (m_sink.known(problem, greedy)) {
            ++m_done;
            return {};
        }
        const auto& question = m_questions[problem];
        if (!question) return refuse(problem, greedy, count);
        selfplay::DrawRule rule = m_prompter.drawRule();
        if (greedy) rule.temperature = 0;
        Open open{problem, greedy, {}, static_cast<std::size_t>(count)};
        open.completions.resize(open.missing);
        AZR_CHECK(m_prompter.submit(m_open.size(), *question, count, rule,
                                    mixSeed(m_options.seed, m_benchmark.problems[problem].id)));
        m_open.push_back(std::move(open));
        return {};
    }

    Status refuse(std::size_t problem, bool greedy, int count) {
        const Error& error = m_questions[problem].error();
        if (!selfplay::blamesText(error)) return tl::make_unexpected(error);
        AnsweredItem item{problem, greedy, {}, {}};
        for (int i = 0; i < count; ++i) {
            SuiteAnswer answer;
            answer.sample = i;
            answer.verdict = execution::Verdict::Rejected;
            answer.reason = selfplay::kTooLongToAsk;
            answer.detail = error.detail;
            item.answers.push_back(std::move(answer));
        }
        ++m_done;
        return m_sink.keep(std::move(item));
    }

    Status take(policy::Completion completion, Control& control) {
        if (completion.id >= m_open.size() || completion.finish == policy::FinishReason::Cancelled) return {};
        Open& open = m_open[completion.id];
        const auto place = static_cast<std::size_t>(completion.index);
        if (place >= open.completions.size() || open.completions[place]) return {};
        open.completions[place] = std::move(completion);
        if (--open.missing > 0) return {};
        AZR_TRY(AnsweredItem item, judged(open, control));
        open.completions.clear();
        AZR_CHECK(m_sink.keep(std::move(item)));
        m_sink.progress(++m_done, m_total);
        return {};
    }

    /// Not judged yet; the reason says what is missing where it is malformed.
    SuiteAnswer read(const Problem& problem, const selfplay::Question& question, policy::Completion completion) const {
        selfplay::Sample sample = m_prompter.read(question, std::move(completion));
        AnswerText text = answerIn(problem, question, m_options.wrapper, m_options.rules, sample.response);
        SuiteAnswer answer;
        answer.completion = std::move(sample.response);
        answer.clipped = sample.clipped;
        answer.tokens = static_cast<int>(sample.tokens.size());
        answer.answer = std::move(text.answer);
        answer.reason = std::move(text.failure);
        return answer;
    }

    Result<AnsweredItem> judged(Open& open, Control& control) {
        const Problem& problem = m_benchmark.problems[open.problem];
        const selfplay::Question& question = *m_questions[open.problem];
        AnsweredItem item{open.problem, open.greedy, question.prompt.text, {}};
        std::vector<std::string> answers;
        for (auto& completion : open.completions) {
            item.answers.push_back(read(problem, question, std::move(*completion)));
            item.answers.back().sample = static_cast<int>(item.answers.size()) - 1;
            if (item.answers.back().reason.empty()) answers.push_back(item.answers.back().answer);
        }
        AZR_TRY(std::vector<Ruling> rulings, m_judge.judgeAll(problem, answers, control));
        auto ruling = rulings.begin();
        for (SuiteAnswer& answer : item.answers) {
            if (!answer.reason.empty()) continue;
            answer.verdict = ruling->verdict;
            answer.reason = std::move(ruling->reason);
            answer.detail = std::move(ruling->detail);
            answer.vote = std::move(ruling->vote);
            ++ruling;
        }
        return item;
    }

    const Benchmark& m_benchmark;
    policy::Sampler& m_sampler;
    const AssessmentOptions& m_options;
    const AssessmentSink& m_sink;
    selfplay::Prompter m_prompter;
    Judge m_judge;
    std::vector<Result<selfplay::Question>> m_questions;
    std::vector<Open> m_open;
    std::size_t m_done = 0, m_total = 0;
};

}  // namespace

Status assess(const Benchmark& benchmark, policy::Sampler& sampler, const selfplay::TextCodec& codec,
              execution::Executor& executor, const AssessmentOptions& options, const AssessmentSink& sink,
              Control& control) {
    return Assessment(benchmark, sampler, codec, executor, options, sink).run(control);
}

}  // namespace azr::evaluation
