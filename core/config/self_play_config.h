/// The part of run_config.h that says what is proposed, solved and kept.
#pragma once

#include <string>

#include "core/config/algorithm_choices.h"

namespace azr::config {

/// What is proposed and solved in a step (paper section 3.2, 3.3).
struct SelfPlayConfig {
    bool deduction = true;
    bool abduction = true;
    bool induction = true;
    bool error = false;             ///< the reference's code_e; off in the paper
    int proposalsPerKind = 64;      ///< B, per proposer stream
    int solvesPerKind = 64;         ///< B, per solver stream
    int references = 1;             ///< K
    bool sharedReferences = false;  ///< departure: a kind's proposals of a step see the same (short) references
    bool trainProposer = true;      ///< false: proposals are made and rewarded, but take no part in the update
    int solverOnlySteps = 0;        ///< first steps that propose nothing and train the solver on the buffers
    int rollouts = 8;               ///< n: solver samples that estimate learnability
    int inductionInputs = 6;        ///< N: half shown, half hidden
    int seedFactor = 4;             ///< S: buffers are seeded until they hold B x S tasks
    int seedRounds = 64;            ///< proposal rounds after which seeding gives up with a clear error
    Mixing mixing = Mixing::MaxNew;
    bool trainOnRollouts = true;  ///< departure: the learnability rollouts also train the solver
    bool skipDuplicates = true;   ///< departure: a near-duplicate of a buffered task is not admitted
    bool rejectCoinFlips = true;  ///< departure: a task whose values fall into <= 2 over fresh inputs is not trained on
    int noveltyWindow = 512;      ///< tasks of the kind that novelty and near-duplicates look back on
    // Seeding.
    bool sharedSeed = false;  ///< paper: one set of seeds fills the buffers of deduction and abduction
    bool stripSeeds = false;  ///< paper: comments and globals are cut out of the seeds' programs
    // How proposals are read and judged, where the paper, its code and we differ.
    bool textBetweenTags = true;    ///< paper: false, nothing stands between thought and answer
    bool nestedFunctions = true;    ///< the paper's code counts methods and nested functions as functions too many
    bool repeatedInputs = false;    ///< paper: true, ten equal inputs make an induction task
    bool keepMisformatted = false;  ///< paper: true, a valid task is kept although its format is penalised
    bool allowRaise = true;
    bool stripComments = false;  ///< of every proposed program; docstrings too
    bool stripPrints = false;
    bool stripGlobals = false;
    std::string bannedWords;     ///< parted by commas
    std::string bannedKeywords;  ///< the same; of error tasks
    // What proposers are shown.
    bool includeReferences = true;  ///< false: an ablation of the paper
    ReferenceWeighting referenceWeighting = ReferenceWeighting::Uniform;
    int pastSteps = 0;  ///< only tasks of so many last steps are drawn from buffers; 0 = all
    int newSteps = 1;   ///< tasks of so many last steps count as new to the solver; 1 = those of the step alone
    ValidFilter validFilter = ValidFilter::All;
    // The review gate: some valid proposals wait for a person before they enter their buffer.
    double reviewShare = 0;  ///< of the valid proposals; 0 = no gate
    int reviewTimeout = 20;  ///< steps after which the default decides
    ReviewDefault reviewDefault = ReviewDefault::Admit;
    // Composite functions, an ablation of the paper: a proposal builds on functions of earlier tasks.
    int compositeStartStep = 0;    ///< 0 = never
    double compositeChance = 0.5;  ///< that a proposal is asked to
    int compositeMin = 1;          ///< functions
    int compositeMax = 3;
    CompositeSchedule compositeSchedule = CompositeSchedule::None;
    int compositeInterval = 30;       ///< linear: steps between two increments
    double compositeIncrement = 0.1;  ///< linear: of the chance; the largest number grows by one
    double compositeChanceMax = 1.0;  ///< linear
};

struct BufferConfig {
    int capacity = 16384;  ///< per buffer
    Eviction eviction = Eviction::Fifo;
    double pinnedWeight = 4;  ///< how many times as likely as another one a pinned task is drawn as a reference
};

}  // namespace azr::config
