#include "core/config/presets.h"

#include <fmt/format.h>

#include "core/config/ablations.h"
#include "core/config/nearest.h"

namespace azr::config {
namespace {

/// The paper's banned modules, as its code lists them.
constexpr const char* kBannedWords =
    "logging,random,multiprocessing,pebble,subprocess,threading,datetime,time,hashlib,hmac,bcrypt,os.sys,os.path,"
    "sys.exit,os.environ,calendar";

/// The paper's algorithm: every departure that the nano preset makes is undone.
void withoutDepartures(RunConfig& config) {
    config.selfplay.trainOnRollouts = false;
    config.selfplay.skipDuplicates = false;
    config.selfplay.rejectCoinFlips = false;
    config.reward.zeroLearnability = ZeroLearnability::Paper;
    config.reward.learnability = Learnability::OneMinus;
    config.reward.noveltyCount = 0;
    config.advantage.whiten = Whitening::Sample;
    config.advantage.solverBaseline = SolverBaseline::Stream;
    config.advantage.proposerBaseline = ProposerBaseline::Stream;
    config.advantage.proposerWeight = 1.0;
    config.advantage.solverWeight = 1.0;
    config.loss.proposerKl = 0;
    config.loss.miniBatches = 3;  // the reference's: 384 samples in mini-batches of 128
    config.loss.oldLogprobs = OldLogprobs::Trainer;
    config.optimizer.finalFraction = 1.0;
    config.optimizer.decaySteps = 0;
    config.optimizer.warmupSteps = 0;
    config.selfplay.sharedSeed = true;
    config.selfplay.stripSeeds = true;
    config.selfplay.textBetweenTags = false;
    config.selfplay.repeatedInputs = true;
    config.selfplay.keepMisformatted = true;
    config.selfplay.bannedWords = kBannedWords;
    config.selfplay.bannedKeywords = "raise";
    config.executor.proposalShare = 1;
}

RunConfig paperNano() {
    RunConfig config;
    config.preset = "paper-nano";
    config.selfplay.proposalsPerKind = 32;
    config.selfplay.solvesPerKind = 32;
    withoutDepartures(config);
    config.optimizer.learningRate = 1e-4;  // the highest at which plain TRR++ held
    return config;
}

/// 0.1B to 1.5B parameters on one machine. References are the shots: small models follow nothing else. Adapters on
/// frozen weights take a quarter of the memory that full fine-tuning takes, and a rate some twenty times as high.
RunConfig laptop() {
    RunConfig config;
    config.preset = "laptop";
    config.steps = 0;
    config.model.loraRank = 16;
    config.model.loraAlpha = 32;
    config.prompt.wrapper = WrapperStyle::FewShot;
    config.prompt.promptLimit = 640;
    config.prompt.responseLimit = 160;
    config.selfplay.proposalsPerKind = 8;
    config.selfplay.solvesPerKind = 4;
    config.selfplay.references = 4;
    config.selfplay.sharedReferences = true;
    config.selfplay.rollouts = 4;
    config.selfplay.inductionInputs = 4;
    config.selfplay.seedFactor = 2;
    config.loss.microBatchTokens = 1536;
    config.optimizer.learningRate = 1.5e-4;
    config.optimizer.finalFraction = 1.0;
    config.optimizer.decaySteps = 0;
    config.optimizer.warmupSteps = 0;
    config.sampling.batch = 64;
    config.evaluation.everySteps = 0;
    config.evaluation.itemsPerKind = 10;
    config.evaluation.suite = EvaluationSuite::Builtin;  // its programs are of the size that such models write
    config.checkpoint.everySteps = 0;
    config.checkpoint.everyMinutes = 15.0;
    config.guard.minValidRate = 0.2;
    config.guard.window = 5;  // a run of some thirty steps must hear of it
    config.advantage.proposerBaseline = ProposerBaseline::Stream;
    config.loss.proposerKl = 0;
    return config;
}

/// Table 3 of the paper.
RunConfig paper7b() {
    RunConfig config;
    config.preset = "paper-7b";
    withoutDepartures(config);
    config.steps = 500;
    config.prompt = {WrapperStyle::R1, 6144, 8096, AnswerForm::Expression};
    config.selfplay.proposalsPerKind = 64;
    config.selfplay.solvesPerKind = 64;
    config.selfplay.references = 6;
    config.selfplay.rollouts = 8;
    config.selfplay.inductionInputs = 10;
    config.selfplay.seedFactor = 4;
    config.optimizer.learningRate = 1e-6;
    config.sampling.batch = 128;
    config.executor.cpuSeconds = 10.0;
    config.executor.imports = ImportRule::Paper;
    config.evaluation.everySteps = 10;
    config.checkpoint.everySteps = 10;
    config.guard.minValidRate = 0.2;
    return config;
}

/// Where the paper's code has other values than the paper, and why. Values: the recipe of its 7B runs and the defaults
/// of the trainer that it vendors (verl).
void asReference(RunConfig& config) {
    config.reward.zeroLearnability = ZeroLearnability::Reference;
    config.advantage.whiten = Whitening::Token;
    config.selfplay.stripSeeds = false;
    config.selfplay.nestedFunctions = false;
    config.selfplay.newSteps = 10;
    config.optimizer.weightDecay = 0.01;
}

std::vector<FieldNote> referenceNotes() {
    return {
        {"reward.zero_learnability",
         "Equation 4 gives a task that nobody or everybody solves 0; the code gives it the wrong penalty, as equation "
         "6 "
         "reads."},
        {"advantage.whiten",
         "Equation 8 whitens over samples; the code whitens over response tokens, so that long answers weigh more."},
        {"selfplay.strip_seeds",
         "The paper says that seeds are stripped of comments and globals; the recipe leaves the code's switches for it "
         "off."},
        {"selfplay.nested_functions",
         "The code counts methods and nested functions as functions too many and refuses such a proposal."},
        {"selfplay.new_steps",
         "The paper trains the solver on a step's own tasks first; the code takes those of the last 10 steps for new."},
        {"optimizer.weight_decay", "Table 3 names none; the trainer's default is 0.01."},
    };
}

RunConfig referenceNano() {
    RunConfig config = paperNano();
    config.preset = "reference-nano";
    asReference(config);
    return config;
}

RunConfig reference7b() {
    RunConfig config = paper7b();
    config.preset = "reference-7b";
    asReference(config);
    return config;
}

}  // namespace

const std::vector<Preset>& presets() {
    static const std::vector<Preset> kPresets = {
        {"nano", "The built-in model on two cores, with safeguards against collapse.", RunConfig{}},
        {"paper-nano", "The paper's algorithm without departures, at the sizes of the built-in model.", paperNano()},
        {"reference-nano", "The values of the paper's code, at the sizes of the built-in model.", referenceNano(),
         referenceNotes()},
        {"laptop",
         "A real model of 0.1 to 1.5 billion parameters on one machine: adapters (LoRA), few-shot prompts, small "
         "batches.",
         laptop()},
        {"paper-7b", "The paper's values for a 7 billion parameter model; needs a large accelerator.", paper7b()},
        {"reference-7b", "The values of the paper's code for a 7 billion parameter model; needs a large accelerator.",
         reference7b(), referenceNotes()},
    };
    return kPresets;
}

std::string fieldNote(std::string_view preset, std::string_view path) {
    const std::string_view plain = preset.substr(0, preset.find('+'));
    for (const Preset& one : presets())
        if (one.name == plain)
            for (const FieldNote& note : one.notes)
                if (note.path == path) return note.text;
    return {};
}

Result<RunConfig> presetNamed(std::string_view name) {
    const auto named = [](std::string_view wanted, const auto& table, std::string_view what) -> Result<std::size_t> {
        std::vector<std::string> names;
        for (const auto& row : table) {
            if (row.name == wanted) return names.size();
            names.push_back(row.name);
        }
        const std::string close = nearest(wanted, names);
        return fail(ErrorCode::InvalidArgument, fmt::format("there is no {} '{}'", what, wanted), {},
                    close.empty() ? fmt::format("one of {}", fmt::join(names, ", ")) : "did you mean '" + close + "'?");
    };
    auto plus = name.find('+');
    AZR_TRY(const std::size_t at, named(name.substr(0, plus), presets(), "preset"));
    RunConfig config = presets()[at].config;
    while (plus != std::string_view::npos) {
        const std::size_t next = name.find('+', plus + 1);
        AZR_TRY(const std::size_t which, named(name.substr(plus + 1, next - plus - 1), ablations(), "ablation"));
        ablations()[which].apply(config);
        plus = next;
    }
    config.preset = name;
    return config;
}

}  // namespace azr::config
