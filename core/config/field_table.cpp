#include <limits>
#include <utility>

#include "core/config/field_table_p.h"

namespace azr::config {
namespace {

constexpr double kMany = 1e9;

void addTop(std::vector<FieldRow>& rows) {
    const auto add = [&]<class T>(T RunConfig::*member, Field field) {
        rows.push_back({std::move(field), Access<T>([member](RunConfig& config) -> T& { return config.*member; })});
    };
    add(&RunConfig::preset,
        {"preset", "The preset this configuration started from; it names the origin and sets nothing.", "",
         FieldKind::Text});
    add(&RunConfig::seed, {"seed", "Every random choice of the run follows from it: the same seed repeats the run.", "",
                           FieldKind::Integer, 0, 9007199254740991.0});
    add(&RunConfig::steps, {"steps",
                            "Training steps after which the run ends; 0 trains until it is stopped.",
                            "steps",
                            FieldKind::Integer,
                            0,
                            kMany,
                            {},
                            true});
    add(&RunConfig::minutes, {"minutes",
                              "Time after which the run ends, at the end of a step; 0 is no limit.",
                              "min",
                              FieldKind::Number,
                              0,
                              1e6,
                              {},
                              true});
    add(&RunConfig::seedTasks, {"seed_tasks",
                                "A JSONL file of tasks, or a folder of such files, that fill the buffers before the "
                                "first step. Empty: the identity "
                                "task alone, and the model proposes the rest.",
                                "", FieldKind::Path});
}

void addModel(std::vector<FieldRow>& rows) {
    GroupRows(rows, "model.", &RunConfig::model)
        .text("folder", &ModelConfig::folder, FieldKind::Path,
              "Folder of the model to train, in the Hugging Face layout. Empty: the built-in nano model.")
        .text("device", &ModelConfig::device, FieldKind::Text, "Where to compute: auto, cpu or cuda:0, cuda:1, …")
        .choice("dtype", &ModelConfig::dtype,
                "Number type of the matrix products; auto takes bf16 where the processor multiplies it. Where it does "
                "not, products are fp32 whatever is asked for.")
        .choice("storage", &ModelConfig::storage,
                "Number type in which weights lie that are not trained, and the sampler's copy of those that are. bf16 "
                "takes half the memory, also beside fp32 products. auto takes it for "
                "frozen weights of more than 1 GiB. Products of bf16 read weights of bf16, whatever is said here.")
        .choice("kernels", &ModelConfig::kernels,
                "Instructions that the engine computes with: native takes the widest that the processor has. v3 (AVX2) "
                "repeats a run bit for bit on every processor with AVX2, given the same number of threads.")
        .integer("threads", &ModelConfig::threads, 0, 1024, "threads",
                 "Threads of the engine; 0 uses all cores. Another number gives other last bits.")
        .integer("lora_rank", &ModelConfig::loraRank, 0, 4096, "",
                 "Rank of the low-rank adapters (LoRA) that are trained instead of the weights; 0 trains all weights.")
        .number("lora_alpha", &ModelConfig::loraAlpha, 1e-6, 1e6, "",
                "The adapters' part counts alpha / rank times; often twice the rank.")
        .number("lora_dropout", &ModelConfig::loraDropout, 0, 0.9, "",
                "Share of an adapter's input that is left out while training.")
        .text("lora_targets", &ModelConfig::loraTargets, FieldKind::Text,
              "Which matrices get adapters: all-linear, or a list of q_proj, k_proj, v_proj, o_proj, gate_proj, "
              "up_proj, down_proj, parted by commas.")
        .flag("checkpoint_activations", &ModelConfig::checkpointActivations,
              "Keep each block's input alone and compute the rest again on the way back (gradient checkpointing): less "
              "memory, about a third more work.");
    GroupRows(rows, "prompt.", &RunConfig::prompt)
        .choice("wrapper", &PromptConfig::wrapper,
                "How prompts are worded: role tags of the nano model, the paper's plain text, the model's own chat "
                "format, or references as worked examples.")
        .integer("prompt_limit", &PromptConfig::promptLimit, 8, 1e6, "tokens",
                 "Longest prompt; references are dropped until it fits. The paper: 6144.")
        .integer("response_limit", &PromptConfig::responseLimit, 8, 1e6, "tokens",
                 "Longest completion; a longer one is cut and counts as clipped. The paper: 8096.")
        .choice("answer_form", &PromptConfig::answerForm,
                "What an answer may be: one Python literal, or any expression, which is then evaluated in the sandbox.")
        .text("chat_date", &PromptConfig::chatDate, FieldKind::Text,
              "The day that a chat template takes for today, as YYYY-MM-DD: a setting, so that runs repeat.");
}

void addSelfPlay(std::vector<FieldRow>& rows) {
    GroupRows(rows, "selfplay.", &RunConfig::selfplay)
        .flag("deduction", &SelfPlayConfig::deduction, "Propose and solve tasks that ask for a program's output.")
        .flag("abduction", &SelfPlayConfig::abduction, "Propose and solve tasks that ask for an input.")
        .flag("induction", &SelfPlayConfig::induction, "Propose and solve tasks that ask for the program.")
        .flag(
            "error", &SelfPlayConfig::error,
            "Propose and solve tasks that ask which exception a program raises, if any (the reference's code_e; off in "
            "the paper). Not with the prompt.wrapper nano, whose model has no words for them.")
        .integer("proposals_per_kind", &SelfPlayConfig::proposalsPerKind, 1, 1e6, "proposals",
                 "Proposals for each kind of task in a step (B). The paper: 64.")
        .integer("solves_per_kind", &SelfPlayConfig::solvesPerKind, 1, 1e6, "attempts",
                 "Attempts for each kind of task that train the solver in a step (B). The paper: 64.")
        .integer("references", &SelfPlayConfig::references, 0, 64, "tasks",
                 "Earlier tasks shown to a proposer (K). The paper: 6; the nano model's context holds 2.")
        .flag("train_proposer", &SelfPlayConfig::trainProposer,
              "Proposals are trained on. Off: they are made, rewarded and admitted to the buffers, but no part of the "
              "update (an ablation of the paper).")
        .integer("solver_only_steps", &SelfPlayConfig::solverOnlySteps, 0, kMany, "steps",
                 "The first steps make no proposals and train the solver on the buffers alone (the reference's "
                 "pretrain_pred_steps). The paper: 0.")
        .integer("rollouts", &SelfPlayConfig::rollouts, 1, 1024, "attempts",
                 "Attempts per new task that estimate how learnable it is (n). The paper: 8.")
        .integer("induction_inputs", &SelfPlayConfig::inductionInputs, 2, 64, "inputs",
                 "Inputs of an induction task (N): half are shown, half are hidden. The paper: 10.")
        .integer("seed_factor", &SelfPlayConfig::seedFactor, 1, 1000, "",
                 "Before the first step every buffer is filled to this many times the proposals of a step (S).")
        .integer("seed_rounds", &SelfPlayConfig::seedRounds, 1, 1e6, "rounds",
                 "Rounds of proposals after which filling the buffers is given up with an error.")
        .choice("mixing", &SelfPlayConfig::mixing,
                "Which tasks the solver trains on: as many new ones as there are, half of them, all alike, or weighted "
                "by their step.")
        .flag("train_on_rollouts", &SelfPlayConfig::trainOnRollouts,
              "The attempts that estimate learnability train the solver too. A departure from the paper.")
        .flag("shared_references", &SelfPlayConfig::sharedReferences,
              "All proposals of a kind see the same references in a step, so that their prompt is computed once; with "
              "few-shot, short programs. A departure from the paper.")
        .flag("skip_duplicates", &SelfPlayConfig::skipDuplicates,
              "A task that nearly equals one of its buffer is not admitted. A departure from the paper.")
        .flag("reject_coin_flips", &SelfPlayConfig::rejectCoinFlips,
              "A task whose program gives at most two values over fresh inputs is not trained on: it can be guessed. A "
              "departure from the paper.")
        .integer("novelty_window", &SelfPlayConfig::noveltyWindow, 1, 1e6, "tasks",
                 "Tasks of a kind that novelty and near-duplicates look back on.")
        .flag("shared_seed", &SelfPlayConfig::sharedSeed,
              "Deduction and abduction start from one set of seeds that fills both buffers, as in the paper; else each "
              "is seeded by itself.")
        .flag("strip_seeds", &SelfPlayConfig::stripSeeds,
              "Comments, docstrings and globals are cut out of the programs of seeds, as in the paper; what is left is "
              "what is run.")
        .flag("text_between_tags", &SelfPlayConfig::textBetweenTags,
              "Words between the thought and the answer are passed over. Off, they break the format, as in the "
              "paper's code.")
        .flag("nested_functions", &SelfPlayConfig::nestedFunctions,
              "A proposed program may hold classes and nested functions beside its one function f. The paper allows "
              "it; its code counts every def and refuses a second one.")
        .flag(
            "repeated_inputs", &SelfPlayConfig::repeatedInputs,
            "The inputs of an induction proposal may repeat, as in the paper's code. Off, more than half of them must "
            "differ, as hidden pairs would else be among those shown.")
        .flag("keep_misformatted", &SelfPlayConfig::keepMisformatted,
              "A proposal earns the format penalty for a broken frame, but its task is kept and solved where it is "
              "whole and valid, as in the paper's code. Off, it is dropped.")
        .flag("allow_raise", &SelfPlayConfig::allowRaise,
              "Proposed programs may raise exceptions themselves. The paper's code forbids it in error tasks alone "
              "(selfplay.banned_keywords).")
        .flag("strip_comments", &SelfPlayConfig::stripComments,
              "Comments and docstrings are cut out of every proposed program before it is run and stored. The paper: "
              "off; on lowered its accuracy.")
        .flag("strip_prints", &SelfPlayConfig::stripPrints,
              "Statements that only print are cut out of every proposed program. The paper: off.")
        .flag("strip_globals", &SelfPlayConfig::stripGlobals,
              "All but imports, classes and functions is cut out of the top level of every proposed program, and "
              "proposers are told. The paper: off; on lowered its accuracy.")
        .text("banned_words", &SelfPlayConfig::bannedWords, FieldKind::Text,
              "Words, parted by commas, that a proposed program may neither import nor read as a name of its own "
              "accord; prompts other than nano's and few-shot's list them. The paper: its 16 banned modules.")
        .text("banned_keywords", &SelfPlayConfig::bannedKeywords, FieldKind::Text,
              "Words, parted by commas, that may not occur in a program proposed for an error task; its prompt lists "
              "them. The paper's code: raise.")
        .flag("include_references", &SelfPlayConfig::includeReferences,
              "Proposers of deduction and abduction see earlier tasks. Off is an ablation of the paper: they see none.")
        .choice("reference_weighting", &SelfPlayConfig::referenceWeighting,
                "How references and the programs of induction are drawn: all alike (the paper), or with the weight 1 + "
                "the step they were made in.")
        .integer("past_steps", &SelfPlayConfig::pastSteps, 0, kMany, "steps",
                 "References, programs of induction and the tasks that fill up the solver's batch are drawn from the "
                 "last so many steps alone, as long as there are any; 0 from the whole buffer, as in the paper.")
        .integer("new_steps", &SelfPlayConfig::newSteps, 1, 1e6, "steps",
                 "Tasks of so many last steps, this one included, count as new where new ones come first (max_new, "
                 "half_new) and are drawn at random; only the rest comes from the whole buffer. 1 in the paper, 10 in "
                 "its code.")
        .choice("valid_filter", &SelfPlayConfig::validFilter,
                "Which valid tasks enter their buffer and the solver's batch, by the share s of rollouts that solve "
                "them: all (the paper), those with s below 1, or those with s between 0 and 1. Rewards do not change.")
        .number("review_share", &SelfPlayConfig::reviewShare, 0, 1, "",
                "Share of the valid proposals that wait for a person before they enter their buffer; which ones, the "
                "seed decides. Training goes on meanwhile: in its own step such a task is solved and rewarded like any "
                "other. Seeds do not wait. 0: none waits, as in the paper.")
        .live()
        .integer("review_timeout", &SelfPlayConfig::reviewTimeout, 1, kMany, "steps",
                 "A task that waits for a person is decided by review_default at the end of the step so many steps "
                 "after its own. Counted in steps, not minutes: without a person the same seed gives the same run.")
        .live()
        .choice("review_default", &SelfPlayConfig::reviewDefault,
                "What becomes of a task that nobody decided about in time: it enters its buffer, or is vetoed.")
        .live()
        .integer("composite_start_step", &SelfPlayConfig::compositeStartStep, -1, kMany, "steps",
                 "From this step on some proposals must build on functions of earlier tasks; 0 or -1 is never, as in "
                 "the paper's main runs. Not for the nano model, which has no words for it.")
        .number("composite_chance", &SelfPlayConfig::compositeChance, 0, 1, "",
                "Chance that a proposal of deduction or abduction is asked to build on given functions.")
        .integer("composite_min", &SelfPlayConfig::compositeMin, 1, 8, "functions",
                 "Fewest given functions of a composite proposal.")
        .integer("composite_max", &SelfPlayConfig::compositeMax, 1, 8, "functions",
                 "Most given functions of a composite proposal; the number between is drawn uniformly.")
        .choice("composite_schedule", &SelfPlayConfig::compositeSchedule,
                "Whether composite_chance and the largest number stay, or grow from composite_start_step on: by "
                "composite_increment and by one function from composite_min on, every composite_interval steps.")
        .integer("composite_interval", &SelfPlayConfig::compositeInterval, 1, kMany, "steps",
                 "Steps between two increments of a linear composite schedule.")
        .number("composite_increment", &SelfPlayConfig::compositeIncrement, 0, 1, "",
                "What a linear composite schedule adds to the chance at each increment.")
        .number("composite_chance_max", &SelfPlayConfig::compositeChanceMax, 0, 1, "",
                "The chance at which a linear composite schedule ends.");
    GroupRows(rows, "buffer.", &RunConfig::buffer)
        .integer("capacity", &BufferConfig::capacity, 1, 1e7, "tasks", "Tasks a buffer holds. The paper: 16384.")
        .choice(
            "eviction", &BufferConfig::eviction,
            "Which task leaves a full buffer: the oldest, a random one, or the one that teaches least. A pinned one "
            "never does.")
        .number("pinned_weight", &BufferConfig::pinnedWeight, 1, 1000, "",
                "How many times as likely as another task a pinned one is drawn: as a reference, as a program of "
                "induction, as a function to build on. Nothing changes where no task is pinned.");
}

void addReward(std::vector<FieldRow>& rows) {
    GroupRows(rows, "reward.", &RunConfig::reward)
        .choice("zero_learnability", &RewardConfig::zeroLearnability,
                "What a valid proposal earns that nobody or everybody solves: 0 as the paper writes, or the wrong "
                "penalty as its code does.")
        .choice(
            "learnability", &RewardConfig::learnability,
            "A proposer's reward for a solve rate s: 1 - s between 0 and 1 (the paper), 4 s (1 - s), which is highest "
            "at one half, or 1 - s for every s, so that an unsolved task earns 1.")
        .choice("induction_mode", &RewardConfig::inductionMode,
                "An induction answer earns 1 when all hidden pairs match, the share of them, or 1 when one matches.")
        .number("wrong_penalty", &RewardConfig::wrongPenalty, -10, 0, "",
                "Reward of a well formed completion that earns nothing. The paper: -0.5.")
        .number("format_penalty", &RewardConfig::formatPenalty, -10, 0, "",
                "Reward of a malformed completion or an invalid task. The paper: -1.")
        .number("novelty_count", &RewardConfig::noveltyCount, 0, 1e6, "tasks",
                "A proposer's reward shrinks once this many recent tasks share its operators and types; 0 is off. A "
                "departure from the paper.")
        .live()
        .choice("intrinsic_combine", &RewardConfig::intrinsicCombine,
                "How complexity, distance and diversity join a proposer's reward r, where it is positive: r + their "
                "sum, r x product, r + product (sum_multiply) or r x sum (multiply_sum). The paper found no gain in "
                "them.")
        .number("complexity_weight", &RewardConfig::complexityWeight, 0, 100, "",
                "Weight of cognitive complexity / 15, except for induction. The paper: 0.")
        .number("complexity_max", &RewardConfig::complexityMax, 0, 1000, "",
                "The most that complexity adds, its weight included. The paper's code: 0.5.")
        .number("halstead_weight", &RewardConfig::halsteadWeight, 0, 100, "",
                "Weight of the Halstead measure, except for induction. The paper: 0.")
        .number("halstead_max", &RewardConfig::halsteadMax, 0, 1000, "",
                "The most that the Halstead measure adds. The paper's code: 0.5.")
        .number("distance_weight", &RewardConfig::distanceWeight, 0, 100, "",
                "Weight of the edit distance between a program and its references, except for induction. The paper: 0.")
        .number("distance_max", &RewardConfig::distanceMax, 0, 1000, "",
                "The most that the distance adds. The paper's code: 0.5.")
        .number("diversity_weight", &RewardConfig::diversityWeight, 0, 100, "",
                "Weight of how rare a task's answer is in its buffer: a deduction's output, an abduction's input. The "
                "paper: 0.")
        .number("diversity_max", &RewardConfig::diversityMax, 0, 1000, "",
                "The most that the rarity of the answer adds. The paper's code: 0.5.")
        .number("input_diversity_weight", &RewardConfig::inputDiversityWeight, 0, 100, "",
                "Induction: weight of how rare a task's inputs are among those of abduction. The paper: 0.")
        .number("input_diversity_max", &RewardConfig::inputDiversityMax, 0, 1000, "",
                "The most that the rarity of an induction task's inputs adds. The paper's code: 0.5.")
        .number("output_diversity_weight", &RewardConfig::outputDiversityWeight, 0, 100, "",
                "Induction: weight of how rare a task's outputs are among those of deduction. The paper: 0.")
        .number("output_diversity_max", &RewardConfig::outputDiversityMax, 0, 1000, "",
                "The most that the rarity of an induction task's outputs adds. The paper's code: 0.5.");
    GroupRows(rows, "advantage.", &RunConfig::advantage)
        .choice("whiten", &AdvantageConfig::whiten,
                "Whether mean and deviation count every sample once, or every token, so that long answers weigh more.")
        .choice(
            "solver_baseline", &AdvantageConfig::solverBaseline,
            "What a solver's reward is compared with: the mean of its stream (TRR++), or of its task (a departure).")
        .choice(
            "proposer_baseline", &AdvantageConfig::proposerBaseline,
            "What a proposal's reward is compared with: the mean of its stream (TRR++), or of the proposals with the "
            "same type of argument and structure (a departure; induction: the same structure of the given program), "
            "so that no such class crowds out the others.")
        .number(
            "proposer_weight", &AdvantageConfig::proposerWeight, 0, 10, "",
            "Scales the advantages of proposals. The paper: 1. At 0 they stay in the batch, with entropy bonus, pull "
            "to the start and weight in the average; selfplay.train_proposer takes them out.")
        .live()
        .number("solver_weight", &AdvantageConfig::solverWeight, 0, 10, "", "Scales the advantages of attempts.")
        .live();
}

void addUpdate(std::vector<FieldRow>& rows) {
    GroupRows(rows, "loss.", &RunConfig::loss)
        .number("clip_low", &LossConfig::clipLow, 0, 1, "", "How far below 1 the policy ratio still counts (PPO).")
        .number("clip_high", &LossConfig::clipHigh, 0, 10, "", "How far above 1 the policy ratio still counts.")
        .number("dual_clip", &LossConfig::dualClip, 0, 100, "",
                "Bounds the loss of bad samples whose ratio grew; 3 in some work, 0 is off.")
        .number("entropy_bonus", &LossConfig::entropyBonus, 0, 1, "", "Rewards an undecided policy. The paper: 0.001.")
        .live()
        .choice("average", &LossConfig::average,
                "Average of the loss over all response tokens, or over sequences first.")
        .number("kl_coefficient", &LossConfig::klCoefficient, 0, 10, "",
                "Pulls the policy back to the weights it started from; 0 is off, as in the paper.")
        .number("proposer_kl", &LossConfig::proposerKl, 0, 10, "",
                "Pulls the proposals alone back to the weights that the run started from, so that they stay as varied; "
                "0 is off. A departure from the paper.")
        .integer("micro_batch_tokens", &LossConfig::microBatchTokens, 64, 1e8, "tokens",
                 "Tokens that go through the model at once; a matter of memory, not of the result.")
        .integer("mini_batches", &LossConfig::miniBatches, 1, 64, "steps",
                 "Optimiser steps into which a training step's batch is cut, each averaged over its own tokens, all "
                 "against the same old log-probabilities. The reference: 3, of 128 samples each. The learning rate's "
                 "schedule counts training steps. A batch of fewer samples is cut into single ones.")
        .choice("mini_batch_order", &LossConfig::miniBatchOrder,
                "What a mini-batch is cut from: the samples kind by kind (abduction, deduction, induction), as the "
                "reference lays them out on one device, or dealt out in turn, so that each has its share of all "
                "streams.")
        .integer("epochs", &LossConfig::epochs, 1, 64, "passes",
                 "Passes over a training step's batch. The paper and its reference: 1.")
        .choice("old_logprobs", &LossConfig::oldLogprobs,
                "What the policy ratio compares with: the log-probabilities that sampling recorded (a departure), or "
                "those that the trainer computes before the first optimiser step, as the reference does, which takes a "
                "forward pass more.");
    GroupRows(rows, "optimizer.", &RunConfig::optimizer)
        .number("learning_rate", &OptimizerConfig::learningRate, 0, 1, "",
                "Step size of AdamW. The paper: 1e-6 for 7B. nano holds 8e-4 with loss.proposer_kl and "
                "advantage.proposer_baseline=class; without them it collapses above 3e-4.")
        .live()
        .number("final_fraction", &OptimizerConfig::finalFraction, 0, 1, "",
                "The learning rate falls in a straight line to this share of itself.")
        .integer("decay_steps", &OptimizerConfig::decaySteps, 0, kMany, "steps",
                 "Steps over which the learning rate falls; 0 keeps it constant.")
        .integer("warmup_steps", &OptimizerConfig::warmupSteps, 0, kMany, "steps",
                 "Steps over which the learning rate rises from 0.")
        .number("beta1", &OptimizerConfig::beta1, 0, 0.9999999, "", "Memory of the gradient's mean.")
        .number("beta2", &OptimizerConfig::beta2, 0, 0.9999999, "", "Memory of the gradient's square.")
        .number("epsilon", &OptimizerConfig::epsilon, 1e-16, 1, "", "Keeps AdamW's division away from zero.")
        .number("weight_decay", &OptimizerConfig::weightDecay, 0, 1, "", "Share of a weight that a step takes away.")
        .number("gradient_clip", &OptimizerConfig::gradientClip, 0, 1e6, "",
                "Longest gradient that is applied; 0 does not clip.")
        .choice("states", &OptimizerConfig::states,
                "How AdamW keeps its two moments: exactly, or in blocks of 8-bit numbers, a quarter of the memory.");
    GroupRows(rows, "sampling.", &RunConfig::sampling)
        .number("temperature", &SamplingConfig::temperature, 0.01, 10, "",
                "Sharpness of sampling for proposals and for the attempts that train the solver; the loss has its "
                "log-probabilities at the temperature of each sample. The rollouts that estimate learnability are "
                "drawn at 1 whatever this says. The paper: 1.")
        .number("top_p", &SamplingConfig::topP, 0.01, 1, "",
                "Samples from the likeliest tokens of this joint share. Log-probabilities are those of the whole "
                "distribution all the same. The paper: 1.")
        .integer("top_k", &SamplingConfig::topK, 0, 1e6, "tokens",
                 "Samples from this many tokens; 0 from all. Log-probabilities are those of the whole distribution all "
                 "the same.")
        .flag("shape_rollouts", &SamplingConfig::shapeRollouts,
              "top_p and top_k apply to the rollouts that estimate learnability, too. A departure from the paper.")
        .integer("batch", &SamplingConfig::batch, 1, 65536, "sequences", "Sequences that are decoded together.");
}

void addExecutor(std::vector<FieldRow>& rows) {
    GroupRows(rows, "executor.", &RunConfig::executor)
        .text("python", &ExecutorConfig::python, FieldKind::Path,
              "The Python interpreter that runs programs. Empty: the newest python3 that is found.")
        .integer("lanes", &ExecutorConfig::lanes, 0, 256, "processes", "Worker processes; 0 is one per core.")
        .number("cpu_seconds", &ExecutorConfig::cpuSeconds, 0.05, 600, "s", "Processor time of one run. The paper: 10.")
        .number("proposal_share", &ExecutorConfig::proposalShare, 0.01, 1, "",
                "Share of executor.cpu_seconds that a run of a proposal may need: near the limit an answer's verdict "
                "would depend on luck. The paper: 1, which leaves its 10 s.")
        .number(
            "wall_seconds", &ExecutorConfig::wallSeconds, 0, 3600, "s",
            "Time by the clock after which a run is killed, whatever it does. 0: four times cpu_seconds, at least 5.")
        .integer("memory_megabytes", &ExecutorConfig::memoryMegabytes, 16, 65536, "MiB", "Memory of one worker.")
        .integer("runs", &ExecutorConfig::runs, 1, 16, "runs",
                 "Runs of a proposal that must agree, each with another hash seed (j). The paper: 2.")
        .choice("imports", &ExecutorConfig::imports,
                "Modules a program may import: a list of harmless ones, or all but those the paper bans.")
        .flag("strict_types", &ExecutorConfig::strictTypes, "True and 1, or 1 and 1.0, are different answers.")
        .choice("level", &ExecutorConfig::level,
                "Isolation that the sandbox must reach; auto takes the strongest this machine allows.")
        .flag("redteam", &ExecutorConfig::redteam,
              "While the executor is idle, mutated attacks and tasks of this run are tried on a pool of their own; one "
              "that is rewarded there and not in a process of its own pauses the run, with lines that repeat it.")
        .live();
}

void addEvaluation(std::vector<FieldRow>& rows) {
    GroupRows(rows, "evaluation.", &RunConfig::evaluation)
        .integer("every_steps", &EvaluationConfig::everySteps, 0, kMany, "steps",
                 "Steps between two measurements of held-out accuracy; 0 only before and after.")
        .live()
        .integer("items_per_kind", &EvaluationConfig::itemsPerKind, 1, 1e6, "items",
                 "Items of the development suite that are tried, for each kind.")
        .live()
        .choice("suite", &EvaluationConfig::suite,
                "What held-out accuracy is measured on: auto is the built-in suite for the nano model and nothing for "
                "others, whom its small programs tell little; builtin takes it whatever the model; none measures "
                "nothing. Without a suite no checkpoint is the best.")
        .text("suites", &EvaluationConfig::suites, FieldKind::Text,
              "Published suites that are measured as well, greedily, before the run, with every evaluation and after "
              "it: names as azr-studio suites lists them, or files, parted by commas. The best checkpoint is then the "
              "one that the first of them says is better than the best before, by an interval above zero. Empty: none.")
        .text("folder", &EvaluationConfig::folder, FieldKind::Path,
              "Where the files of published suites lie. Empty: azr-studio/suites in the user's data folder.")
        .integer("suite_items", &EvaluationConfig::suiteItems, 0, 1e6, "items",
                 "Items of each kind of each published suite that are tried, from its beginning; 0 is all of them.");
}

void addCheckpoint(std::vector<FieldRow>& rows) {
    GroupRows(rows, "checkpoint.", &RunConfig::checkpoint)
        .integer("every_steps", &CheckpointConfig::everySteps, 0, kMany, "steps",
                 "Steps between two checkpoints; 0 goes by time alone.")
        .live()
        .number("every_minutes", &CheckpointConfig::everyMinutes, 0, 1e6, "min",
                "Time between two checkpoints; 0 goes by steps alone.")
        .live()
        .integer("keep_last", &CheckpointConfig::keepLast, 1, 1e6, "checkpoints",
                 "Checkpoints that are kept beside the best one.")
        .live();
}

void addGuard(std::vector<FieldRow>& rows) {
    GroupRows(rows, "guard.", &RunConfig::guard)
        .number("min_valid_rate", &GuardConfig::minValidRate, 0, 1, "", "Alert below this share of valid proposals.")
        .live()
        .number("max_near_duplicates", &GuardConfig::maxNearDuplicates, 0, 1, "",
                "Alert above this share of proposals that nearly equal a recent task.")
        .live()
        .number("max_clipped_length", &GuardConfig::maxClippedLength, 0, 1, "",
                "Alert above this share of completions cut at the length limit.")
        .live()
        .number("max_coin_flips", &GuardConfig::maxCoinFlips, 0, 1, "",
                "Alert above this share of tasks whose answer can be guessed.")
        .live()
        .number("min_entropy_share", &GuardConfig::minEntropyShare, 0, 1, "",
                "Alert when the entropy falls below this share of the first step's.")
        .live()
        .integer("window", &GuardConfig::window, 1, 1e6, "steps", "Steps averaged before an alert is raised.")
        .live()
        .flag("pause_on_alert", &GuardConfig::pauseOnAlert, "An alert pauses the run.")
        .live();
}

void addTelemetry(std::vector<FieldRow>& rows) {
    GroupRows(rows, "telemetry.", &RunConfig::telemetry)
        .integer("token_steps", &TelemetryConfig::tokenSteps, 0, kMany, "steps",
                 "Latest steps whose completions are kept token by token, with the log-probability that the sampler "
                 "gave each; 0 keeps none. Older ones can be worked out again from a checkpoint.")
        .live()
        .text("tensorboard", &TelemetryConfig::tensorboard, FieldKind::Path,
              "A folder into which the metrics of each finished step are written for TensorBoard, in a folder of this "
              "run's own; a relative one lies in the workspace. Empty: none.")
        .live();
}

std::vector<FieldRow> makeTable() {
    std::vector<FieldRow> rows;
    for (const auto add : {addTop, addModel, addSelfPlay, addReward, addUpdate, addExecutor, addEvaluation,
                           addCheckpoint, addGuard, addTelemetry})
        add(rows);
    return rows;
}

}  // namespace

const std::vector<FieldRow>& fieldTable() {
    static const std::vector<FieldRow> kTable = makeTable();
    return kTable;
}

}  // namespace azr::config
