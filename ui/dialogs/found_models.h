/// Models that are on this machine already, as entries of a list. UI thread.
#pragma once

#include <QList>
#include <QString>

#include "core/session/models/known_models.h"

namespace azr::ui {

/// One entry; with a problem it can be seen but not taken.
struct FoundModel {
    QString name, facts;  ///< "Org/Name", and what it is and whether it fits
    QString path, problem;
};
/// `available`: bytes of memory that may be taken now.
[[nodiscard]] QList<FoundModel> foundModels(const std::vector<session::KnownModel>& models, std::int64_t available);

}  // namespace azr::ui
