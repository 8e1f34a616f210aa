/// A call of the command line within the test: what went in, what came out.
#pragma once

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "app/cli.h"
#include "core/base/json.h"

namespace azr::test {

struct Outcome {
    app::ExitCode code = app::ExitCode::Ok;
    std::string out, err;
    std::vector<Json> lines;  ///< those of `out` that are objects
};

inline Outcome call(const std::vector<std::string>& words, const std::string& input = {},
                    const app::WindowParts& window = {}) {
    std::istringstream in(input);
    std::ostringstream out, err;
    Outcome outcome;
    outcome.code = app::run(words, app::Console{in, out, err}, window);
    outcome.out = out.str();
    outcome.err = err.str();
    std::istringstream text(outcome.out);
    for (std::string line; std::getline(text, line);)
        if (auto json = parseJson(line); json && json->is_object()) outcome.lines.push_back(std::move(*json));
    return outcome;
}

}  // namespace azr::test
