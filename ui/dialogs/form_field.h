/// Fields of the configuration as the form shows them.
#pragma once

#include "core/config/run_fields.h"
#include "widgets/forms/field_form.h"

namespace azr::ui {

/// `config` gives the standard value.
[[nodiscard]] widgets::FormField formField(const config::Field& field, const config::RunConfig& config);

}  // namespace azr::ui
