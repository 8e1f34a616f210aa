/// A model with its learner, at an address that stays.
#pragma once

#include <utility>

#include "core/base/control.h"
#include "core/engine/learning/torch_learner.h"
#include "core/engine/model/model.h"

namespace azr::test {

struct TrainedModel {
    explicit TrainedModel(engine::Model start, const engine::LearnerOptions& options = {})
        : model(std::move(start)), learner(model, options, {}) {}
    engine::Model model;
    engine::TorchLearner learner;
    Control control;
};

}  // namespace azr::test
