/// A workspace database in a temporary folder, and rows to fill it with.
#pragma once

#include <fmt/format.h>

#include <QTemporaryDir>
#include <filesystem>
#include <string>

#include "core/store/reader.h"
#include "core/store/writer.h"

namespace azr::testing {

class TempStore {
  public:
    [[nodiscard]] std::filesystem::path database() const { return folder() / "azr.db"; }
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }

  private:
    QTemporaryDir m_folder;
};

inline store::RunRow runRow(std::int64_t id) {
    store::RunRow row;
    row.id = RunId{id};
    row.name = fmt::format("run {}", id);
    row.state = "running";
    row.config = "{}";
    row.seed = 0xFFFF'FFFF'FFFF'FFF1U;  // does not fit a signed number
    row.created = 1000;
    return row;
}

inline store::TaskRow taskRow(RunId run, std::int64_t number, int step, const std::string& kind = "deduction") {
    store::TaskRow row;
    row.id = TaskId{store::firstIdOf(run) + number};
    row.run = run;
    row.kind = kind;
    row.origin = "model";
    row.step = step;
    row.status = "proposed";
    row.verdict = "ok";
    row.program = fmt::format("def f(x):\n    return x + {}", number);
    row.imports = {"import math"};
    row.input = "3";
    row.output = fmt::format("{}", number + 3);
    row.pairs = {{"1", "2"}, {"'a\"b'", "[3]"}};
    row.prompt = "<propose>";
    row.completion = fmt::format("<answer>{}", number);
    return row;
}

inline store::AttemptRow attemptRow(const store::TaskRow& task, std::int64_t number) {
    store::AttemptRow row;
    row.id = AttemptId{store::firstIdOf(task.run) + number};
    row.run = task.run;
    row.task = task.id;
    row.step = task.step;
    row.kind = task.kind;
    row.use = "rollout";
    row.verdict = "wrong";
    row.answer = "7";
    row.prompt = "<solve>";
    row.completion = "<answer>7";
    return row;
}

inline store::BufferEventRow bufferRow(const store::TaskRow& task, int step, const std::string& action,
                                       std::int64_t size) {
    return {0, task.run, step, task.kind, task.id, action, "", size};
}

}  // namespace azr::testing
