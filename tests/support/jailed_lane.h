/// A lane of its own in a real jail, for tests of what stands between the executor's interface and the interpreters.
#pragma once

#include <memory>

#include "core/execution/jail/isolation.h"
#include "core/execution/pool/lane_runner.h"

namespace azr::testing {

struct JailedLane {
    explicit JailedLane(execution::Isolation isolation)
        : shared(execution::ExecutorOptions{}), jury(shared), lane(shared, jury) {
        shared.plan = std::move(isolation.plan);
        lane.adopt(std::move(isolation.worker));
    }

    execution::Shared shared;
    execution::Jury jury;
    execution::LaneRunner lane;
};

/// Fails with the reason where the machine grants no isolation.
inline Result<std::unique_ptr<JailedLane>> openLane() {
    AZR_TRY(execution::Isolation isolation, execution::findIsolation({}));
    return std::make_unique<JailedLane>(std::move(isolation));
}

/// What the inspector says of a program with no input.
inline execution::Inspection inspected(JailedLane& own, const std::string& program) {
    static const std::vector<std::string> kNone;
    const std::vector<execution::InspectItem> items{{&program, &kNone, &kNone, nullptr}};
    return own.lane.inspect(items).front();
}

}  // namespace azr::testing
