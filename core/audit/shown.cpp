/// What the prompts of a step show: the recorded references and no other, of a task what its kind lets a solver see, of
/// an induction task the first half of its pairs. Nano prompts are compared as a whole; of the other wrappers' prompts
/// the blocks are looked for, as the words around them are the product's own.
#include <fmt/format.h>

#include "core/audit/lineage.h"

namespace azr::audit {
namespace {

std::string block(std::string_view tag, std::string_view text) {
    return fmt::format("```{}\n{}\n```", tag, text);
}

/// Input and output of the first half, then the message.
std::string shownPairs(const store::TaskRow& task, bool nano) {
    std::string text;
    for (std::size_t i = 0; i < task.pairs.size() / 2; ++i) {
        const store::PairRow& pair = task.pairs[i];
        text += nano ? "<input>" + pair.input + "<output>" + pair.output
                     : block("input", pair.input) + "\n" + block("output", pair.output) + "\n";
    }
    return text + (nano ? "<message>" + task.message : block("message", task.message));
}

std::string solverSees(const store::TaskRow& task, bool nano) {
    if (task.kind == "induction") return shownPairs(task, nano);
    const bool abduction = task.kind == "abduction";
    const std::string& value = abduction ? task.output : task.input;
    const std::string_view tag = abduction ? "output" : "input";
    if (nano) return fmt::format("<program>{}<{}>{}", task.program, tag, value);
    return block("python", task.program) + "\n" + block(tag, value);
}

/// A block that continues what is shown would be one too many.
bool goesOn(std::string_view after) {
    return after.starts_with("\n```");
}

void comparePrompt(const Place& place, std::string_view prompt, const std::string& expected, bool nano,
                   Ledger& ledger) {
    if (nano) {
        ledger.compare(Check::Shown, place, prompt, expected);
        return;
    }
    // The last one: examples of the wrapper stand before it.
    const std::size_t at = prompt.rfind(expected);
    const bool there = at != std::string_view::npos;
    const bool alone =
        there && !prompt.substr(0, at).ends_with("```\n") && !goesOn(prompt.substr(at + expected.size()));
    ledger.expect(Check::Shown, alone, place, there ? "more blocks around it" : "not in the prompt", expected);
}

Status attemptPrompt(const store::AttemptRow& row, Tasks& tasks, bool nano, Ledger& ledger) {
    AZR_TRY(const store::TaskRow* const task, tasks.find(row.task));
    if (task == nullptr) return {};  // told by the structure
    const std::string sees = solverSees(*task, nano);
    const std::string expected = nano ? fmt::format("<solve><{}>{}<go>", row.kind, sees) : sees;
    comparePrompt({row.step, "attempt", row.id.value, "prompt"}, row.prompt, expected, nano, ledger);
    return {};
}

Status proposalPrompt(const store::TaskRow& row, Tasks& tasks, bool nano, bool fewShot, Ledger& ledger) {
    const Place place{row.step, "task", row.id.value, "prompt"};
    if (row.kind == "induction") {
        const std::string expected =
            nano ? fmt::format("<propose><induction><program>{}<go>", row.program) : block("python", row.program);
        if (nano)
            ledger.compare(Check::Shown, place, row.prompt, expected);
        else
            ledger.expect(Check::Shown, row.prompt.find(expected) != std::string::npos, place, "not in the prompt",
                          expected);
        return {};
    }
    std::string expected = fmt::format("<propose><{}>", row.kind);
    for (const TaskId id : row.references) {
        AZR_TRY(const store::TaskRow* const reference, tasks.find(id));
        if (reference == nullptr) return {};
        expected +=
            fmt::format("<reference>{}<input>{}<output>{}", reference->program, reference->input, reference->output);
        if (nano) continue;
        std::string blocks = block("python", reference->program) + "\n" + block("input", reference->input);
        if (!fewShot) blocks += "\n" + block("output", reference->output);
        ledger.expect(Check::Shown, row.prompt.find(blocks) != std::string::npos, place, "not in the prompt", blocks);
    }
    if (nano) ledger.compare(Check::Shown, place, row.prompt, expected + "<go>");
    return {};
}

}  // namespace

Status checkShown(const StepRows& rows, const config::RunConfig& config, Tasks& tasks, Ledger& ledger) {
    const bool nano = config.prompt.wrapper == config::WrapperStyle::Nano;
    const bool fewShot = config.prompt.wrapper == config::WrapperStyle::FewShot;
    for (const store::TaskRow& row : rows.tasks) {
        if (row.origin == "model" && !isTwin(row)) AZR_CHECK(proposalPrompt(row, tasks, nano, fewShot, ledger));
        if (row.kind != "induction" || row.verdict != "ok" || row.origin != "model") continue;
        ledger.compare(Check::Split, {row.step, "task", row.id.value, "pairs"},
                       static_cast<std::int64_t>(row.pairs.size()), std::int64_t{config.selfplay.inductionInputs});
    }
    for (const store::AttemptRow& row : rows.attempts) AZR_CHECK(attemptPrompt(row, tasks, nano, ledger));
    return {};
}

}  // namespace azr::audit
