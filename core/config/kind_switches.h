/// The kinds of task as far as settings are checked together; selfplay/kinds.h has their rows, which must agree.
#pragma once

#include <array>
#include <string_view>

#include "core/config/self_play_config.h"

namespace azr::config {

struct KindSwitch {
    std::string_view name;
    bool SelfPlayConfig::*on;
    bool lends;  ///< its programs are what kinds without programs of their own are proposed for
    bool nano;   ///< the built-in model has words for it
};
inline constexpr std::array kKindSwitches = {KindSwitch{"deduction", &SelfPlayConfig::deduction, true, true},
                                             KindSwitch{"abduction", &SelfPlayConfig::abduction, true, true},
                                             KindSwitch{"induction", &SelfPlayConfig::induction, false, true},
                                             KindSwitch{"error", &SelfPlayConfig::error, false, false}};

}  // namespace azr::config
