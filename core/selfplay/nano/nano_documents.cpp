#include "core/selfplay/nano/nano_documents.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "core/selfplay/nano/nano_format.h"
#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/selfplay/prompting/literal_list.h"

namespace azr::selfplay {
namespace {

constexpr std::size_t kRunsPerProgram = 4;
constexpr std::size_t kMostStates = 9;
constexpr std::size_t kMostValueCharacters = 24;  ///< of a value as written
constexpr int kMostValueDigits = 2;
constexpr int kMostCompletionTokens = 100;  ///< some way below the limit: the base must not learn to hit it
/// Of the second tasks that also become a proposer's document, by the program's statements: two short programs are
/// near-duplicates sooner than two long ones.
constexpr std::array<double, 5> kProposeShare = {0, 0.02, 0.15, 0.5, 0.6};
constexpr double kProposeInductionShare = 0.3;
constexpr double kKeepEmpty = 0.3;  ///< of the tasks whose output is '' or []

/// Statements of a program, the return included. Induction is the hardest role: one or two mostly.
int drawStatements(Rng& rng, bool induction) {
    const double kind = rng.uniform();
    if (induction) return kind < 0.42 ? 1 : kind < 0.9 ? 2 : 3;
    return kind < 0.26 ? 1 : kind < 0.64 ? 2 : kind < 0.9 ? 3 : 4;
}

std::vector<std::string> distinctInputs(const std::vector<ValueType>& types, std::size_t count, Rng& rng) {
    std::vector<std::string> inputs;
    for (int tries = 0; inputs.size() < count && tries < 100; ++tries) {
        auto input = freshInput(types, rng);
        if (std::find(inputs.begin(), inputs.end(), input) == inputs.end()) inputs.push_back(std::move(input));
    }
    return inputs;
}

/// Inside the nano world, and small: numbers of two digits and short texts, which a small model learns to compute.
bool small(std::string_view literal) {
    if (!withinNanoBounds(literal) || literal.size() > kMostValueCharacters) return false;
    int digits = 0;
    for (const char c : literal) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits > kMostValueDigits) return false;
    }
    return true;
}

bool usable(const ProgramTrace& trace) {
    return trace.states.size() <= kMostStates && small(trace.output) &&
           std::all_of(trace.states.begin(), trace.states.end(),
                       [](const ProgramState& state) { return small(state.value); });
}

/// The traces of all runs, or nothing when the program is not worth a task.
std::optional<std::vector<ProgramTrace>> readRuns(const DraftProgram& draft,
                                                  const execution::ValidateOutcome& outcome) {
    if (outcome.runs.size() != draft.inputs.size()) return std::nullopt;
    std::vector<ProgramTrace> traces;
    std::set<std::string> outputs;
    bool identity = true;
    for (std::size_t i = 0; i < outcome.runs.size(); ++i) {
        if (outcome.runs[i].verdict != execution::Verdict::Ok) return std::nullopt;
        auto trace = readTrace(outcome.runs[i].value);
        if (!trace || !usable(*trace)) return std::nullopt;
        identity = identity && splitLiterals(draft.inputs[i]).front() == trace->output;
        outputs.insert(trace->output);
        traces.push_back(std::move(*trace));
    }
    if (identity || outputs.size() < 2) return std::nullopt;
    return traces;
}

WorkedTask inductionTask(const DraftProgram& draft, std::vector<ProgramTrace> traces) {
    WorkedTask worked;
    worked.statements = draft.program.statements;
    worked.task.kind = TaskKind::Induction;
    worked.task.program = draft.program.source;
    worked.task.message = hint(draft.program.source);
    for (std::size_t i = 0; i < traces.size(); ++i) worked.task.pairs.push_back({draft.inputs[i], traces[i].output});
    worked.states = std::move(traces[0].states);
    return worked;
}

WorkedTask valueTask(const DraftProgram& draft, TaskKind kind, const std::string& input, ProgramTrace trace) {
    WorkedTask worked;
    worked.statements = draft.program.statements;
    worked.task.kind = kind;
    worked.task.program = draft.program.source;
    worked.task.input = input;
    worked.task.output = std::move(trace.output);
    worked.states = std::move(trace.states);
    return worked;
}

/// What seeding starts from: the proposer must know it when it meets it.
Task identityTask() {
    Task task;
    task.program = "def f(x):\n    return x";
    task.input = task.output = "'hello'";
    return task;
}

std::vector<const Task*> drawReferences(const std::vector<const Task*>& pool, const Task& identity, Rng& rng) {
    std::vector<const Task*> references;
    const double kind = rng.uniform();
    for (int count = kind < 0.12 ? 0 : kind < 0.82 ? 1 : 2; count > 0 && !pool.empty(); --count)
        references.push_back(rng.chance(0.03) ? &identity : rng.pick(pool));
    return references;
}

ParsedCompletion proposal(const WorkedTask& worked) {
    ParsedCompletion parts;
    parts.program = worked.task.program;
    parts.input = worked.task.input;
    for (const auto& pair : worked.task.pairs) parts.inputs.push_back(pair.input);
    parts.message = worked.task.message;
    // A plan before the program; for induction the message already is one.
    if (worked.task.kind != TaskKind::Induction) parts.think = hint(worked.task.program);
    return parts;
}

void addDocument(std::vector<NanoDocument>& documents, const PromptRequest& request, std::string completion) {
    NanoDocument document{request.stream, renderNano(request).text, std::move(completion)};
    if (encodeNano(document.prompt).size() > static_cast<std::size_t>(kNanoPromptLimit)) return;
    if (encodeNano(document.completion).size() > static_cast<std::size_t>(kMostCompletionTokens)) return;
    documents.push_back(std::move(document));
}

}  // namespace

Draft draftPrograms(std::uint64_t seed, std::uint64_t number, const DraftOptions& options) {
    Draft draft;
    draft.rng = Rng(seed).split("nano documents").split(number);
    Rng rng = draft.rng.split("programs");
    while (static_cast<int>(draft.programs.size()) < options.programs) {
        DraftProgram each;
        each.induction = rng.chance(options.inductionShare);
        const int statements = drawStatements(rng, each.induction);
        do {
            each.program = randomProgram(rng, statements);
        } while (poolOf(each.program.source) != options.pool);
        const std::size_t runs = each.induction ? kNanoInductionPairs : kRunsPerProgram;
        each.inputs = distinctInputs(each.program.arguments, runs, rng);
        draft.programs.push_back(std::move(each));
    }
    return draft;
}

std::vector<execution::ValidateRequest> draftRequests(const Draft& draft) {
    std::vector<execution::ValidateRequest> requests;
    for (const auto& each : draft.programs) {
        execution::ValidateRequest request;
        request.program = each.program.instrumented;
        request.inputs = each.inputs;
        request.measure = false;
        request.checkSafety = false;
        request.runs = 1;
        requests.push_back(std::move(request));
    }
    return requests;
}

std::vector<WorkedTask> workedTasks(const Draft& draft, const std::vector<execution::ValidateOutcome>& outcomes) {
    std::vector<WorkedTask> tasks;
    Rng rng = draft.rng.split("tasks");
    for (std::size_t i = 0; i < draft.programs.size() && i < outcomes.size(); ++i) {
        const auto& each = draft.programs[i];
        auto traces = readRuns(each, outcomes[i]);
        if (!traces) continue;
        if (each.induction) {
            tasks.push_back(inductionTask(each, std::move(*traces)));
            continue;
        }
        for (std::size_t run = 0; run < traces->size(); ++run) {
            const auto& output = (*traces)[run].output;
            if ((output == "''" || output == "[]") && !rng.chance(kKeepEmpty)) continue;
            tasks.push_back(valueTask(each, run % 2 == 0 ? TaskKind::Deduction : TaskKind::Abduction, each.inputs[run],
                                      std::move((*traces)[run])));
        }
    }
    return tasks;
}

std::string solution(const WorkedTask& worked) {
    ParsedCompletion parts;
    parts.think = writeStates(worked.states, worked.task.kind == TaskKind::Abduction);
    parts.program = worked.task.program;
    parts.input = worked.task.input;
    parts.output = worked.task.output;
    return writeNano({Role::Solve, worked.task.kind}, parts);
}

std::vector<NanoDocument> writeDocuments(const std::vector<WorkedTask>& tasks, Rng& rng) {
    const Task identity = identityTask();
    std::vector<const Task*> pool;
    for (const auto& worked : tasks)
        if (worked.task.kind != TaskKind::Induction) pool.push_back(&worked.task);
    std::vector<NanoDocument> documents;
    // Two tasks of each kind come from one program: both are solved, the second may be a proposer's too.
    const WorkedTask* previous = nullptr;
    PerKind<int> seen;
    for (const auto& worked : tasks) {
        if (previous == nullptr || previous->task.program != worked.task.program) seen = {};
        previous = &worked;
        const bool induction = worked.task.kind == TaskKind::Induction;
        const bool first = seen[worked.task.kind]++ == 0;
        PromptRequest request{{Role::Solve, worked.task.kind}, {}, &worked.task, kNanoInductionPairs};
        addDocument(documents, request, solution(worked));
        const auto length = std::min(static_cast<std::size_t>(worked.statements), kProposeShare.size() - 1);
        if ((!first || induction) && rng.chance(induction ? kProposeInductionShare : kProposeShare[length])) {
            request.stream.role = Role::Propose;
            if (!induction) request.references = drawReferences(pool, identity, rng);
            addDocument(documents, request, writeNano(request.stream, proposal(worked)));
        }
    }
    rng.shuffle(std::span(documents));
    return documents;
}

}  // namespace azr::selfplay
