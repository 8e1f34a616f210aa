/// The rows of runs as plain values: runs, their steps, changes of their settings, commands, checkpoints, evaluations,
/// events. See rows.h, which includes them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"

namespace azr::store {

struct RunRow {
    RunId id;
    std::string name;
    std::string state;    ///< starting | running | paused | finished | stopped | failed | interrupted
    std::string message;  ///< why it failed or stopped
    std::string preset;
    std::string config;    ///< the whole RunConfig as JSON, as the run was started with
    std::string settings;  ///< the same with the changes made since; filled in by the Reader, written as RunSettingsRow
    [[nodiscard]] const std::string& inForce() const { return settings.empty() ? config : settings; }
    std::uint64_t seed = 0;
    double created = 0, ended = 0;  ///< ended: 0 while it runs
    int lastStep = 0;               ///< the last finished step
    int resumes = 0;
    std::string studio, torch, python, cpu, device, dtype;
    std::string kernels;        ///< instructions that the engine computed with, by their name in config/choices.h
    std::string kernelsReason;  ///< why these, and those of the libraries behind it
    int threads = 0;
    std::int64_t parameters = 0;
    std::string modelFolder;  ///< empty: the built-in nano model
    std::string baseHash;     ///< SHA-256 of the base weights' file
    bool pinned = false;      ///< as the tags and the note: written as MarkRow
    std::vector<std::string> tags;
    std::string note;
    bool archived = false;     ///< a mark, too: left out of lists unless asked for
    double binned = 0;         ///< since when it is in the bin; 0: it is not
    RunId forkedFrom;          ///< invalid: it is no fork; as the next two written with ForkRows alone
    int forkedAt = 0;          ///< the step of the checkpoint that it began from
    std::string forkedChange;  ///< what was changed there (session/forking/fork_change.h); empty: nothing
    double worked = 0;         ///< once resumed: seconds of its steps; summed by the Reader, never written
    [[nodiscard]] double took() const {
        return resumes > 0 ? worked : std::max(0.0, ended - created);
    }  ///< of one that ended; a clock may be set back
};

/// How much a run has, as the database says.
struct RunSize {
    std::int64_t tasks = 0, attempts = 0;  ///< with the abandoned ones
    std::int64_t checkpointBytes = 0;
};

/// The first prompt of a stream after seeding.
struct FirstPrompt {
    std::string role;  ///< propose | solve
    std::string kind, text;
};

struct StepRow {
    RunId run;
    int step = 0;
    std::string status;  ///< open | finished | abandoned
    double started = 0, seconds = 0;
    int dropTokens = -1;  ///< of one that finishes: tokens of this and earlier steps are deleted; written only
};

struct CommandRow {
    CommandId id;
    RunId run;
    std::string name;    ///< veto_task, seed_task, …
    std::string body;    ///< JSON
    std::string status;  ///< pending | applied | refused
    std::string answer;
    double posted = 0;
    int step = 0;  ///< with phase and ordinal: where the loop applied it, for the replay on resuming
    std::string phase;
    int ordinal = 0;
    TaskId task;       ///< that it is about
    CommandId undoes;  ///< the earlier one that it takes back
};

/// A mark that somebody made on a task or a run, or took away.
struct MarkRow {
    enum class What { Pin, Tag, Note, Archive, Bin };  ///< the last two of runs alone
    TaskId task;                                       ///< or
    RunId run;                                         ///< of which one is valid
    What what = What::Pin;
    std::string text;  ///< the tag, or the note, which replaces the one before
    bool on = true;    ///< false: taken away
    double at = 0;
};

/// A rule that a run keeps its tasks by, as it stands now.
struct RuleRow {
    RunId run;
    std::int64_t rule = 0;  ///< the command that made it
    std::string name, condition;
    std::string act;       ///< veto | pin | tag
    std::string tag;       ///< of act tag
    std::string programs;  ///< JSON: [number, program] of the tasks that the condition compares with
    bool enabled = true, removed = false;
    int step = 0;               ///< it stands so since
    std::int64_t hits = 0;      ///< tasks that it met; as the next filled by the Reader
    double meanSolveRate = -1;  ///< of those whose solve rate is known; -1: of none
};

/// A rule met a task.
struct RuleHitRow {
    RunId run;
    std::int64_t rule = 0;
    TaskId task;
    int step = 0;
};

struct CheckpointRow {
    CheckpointId id;
    RunId run;
    int step = 0;
    std::string folder;  ///< relative to the workspace
    std::string weightsHash, optimizerHash;
    std::int64_t bytes = 0;
    bool best = false, removed = false;
    double created = 0;
};

struct EvaluationItemRow {
    std::string item, kind;
    bool greedy = true, solved = false;
    std::string answer;
};

struct EvaluationRow {
    std::int64_t id = 0;
    RunId run;
    int step = 0;
    std::string suite;
    double created = 0;
    std::vector<EvaluationItemRow> items;  ///< left empty by Reader::evaluations
};

/// Accuracy of one suite at one step, counted from the items.
struct EvaluationScore {
    std::int64_t evaluation = 0;
    int step = 0;
    std::string suite, kind;
    bool greedy = true;
    int solved = 0, total = 0;
};

/// A setting that changed while the run trained, or on resuming.
struct ConfigChangeRow {
    RunId run;
    int ordinal = 0;  ///< counts from 1 in a run
    int step = 0;     ///< it holds from this step on
    std::string path, before, after;
    CommandId command;  ///< that asked for it; -n: a resume did, after command n
    [[nodiscard]] bool onResume() const { return command.value <= 0; }
    double at = 0;
};

struct EventRow {
    std::int64_t id = 0;
    RunId run;
    int step = 0;
    std::string severity;  ///< info | warning | error
    std::string code, text;
    double at = 0;
};

}  // namespace azr::store
