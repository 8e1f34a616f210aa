#include "ui/models/shown_kinds.h"

#include "core/base/json.h"
#include "core/config/run_fields.h"

namespace azr::ui {

std::vector<selfplay::TaskKind> shownKinds(const store::RunRow& run) {
    const auto json = parseJson(run.config);
    const auto config = json ? config::storedConfig(*json) : Result<config::RunConfig>(config::RunConfig());
    return selfplay::shownKinds(config ? config->selfplay : config::SelfPlayConfig());
}

QString kindName(selfplay::TaskKind kind) {
    const std::string_view name = selfplay::name(kind);
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

}  // namespace azr::ui
