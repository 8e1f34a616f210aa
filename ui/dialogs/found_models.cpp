#include "ui/dialogs/found_models.h"

#include <QCoreApplication>
#include <algorithm>

#include "ui/labels.h"

namespace azr::ui {

namespace {

class FoundModelsText {
    Q_DECLARE_TR_FUNCTIONS(FoundModelsText)
};

QString roomText(session::Room room) {
    switch (room) {
        case session::Room::Everything: return QStringLiteral("✔ ") + FoundModelsText::tr("all of it can be trained");
        case session::Room::Adapters: return QStringLiteral("✔ ") + FoundModelsText::tr("adapters can be trained");
        case session::Room::Sampling: return QStringLiteral("▲ ") + FoundModelsText::tr("can only be sampled");
        case session::Room::None: return QStringLiteral("▲ ") + FoundModelsText::tr("too large");
    }
    return {};
}

QString typeOf(const session::ModelFacts& facts) {
    const auto most = std::max_element(facts.types.begin(), facts.types.end(),
                                       [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
    return most == facts.types.end() ? QString() : labels::text(most->name);
}

QString adapterBase(const std::string& base) {
    return base.empty() ? FoundModelsText::tr("an unnamed model") : labels::text(base);
}

QString factsText(const session::ModelFacts& facts, std::int64_t available) {
    const QStringList parts{labels::text(std::string(weights::name(facts.config.family))), typeOf(facts),
                            labels::bytes(static_cast<std::int64_t>(facts.bytes)),
                            roomText(session::needsOf(facts).roomIn(available))};
    return parts.join(QStringLiteral(" · "));
}

}  // namespace

QList<FoundModel> foundModels(const std::vector<session::KnownModel>& models, std::int64_t available) {
    QList<FoundModel> found;
    for (const session::KnownModel& model : models) {
        FoundModel one;
        one.path = labels::text(model.found.path.string());
        if (!model.facts) one.problem = labels::error(model.facts.error());
        one.name = labels::text(model.found.name);
        if (model.facts)
            one.facts = factsText(*model.facts, available);
        else if (model.adapterOf)
            one.facts = FoundModelsText::tr("adapter for %1").arg(adapterBase(*model.adapterOf));
        else
            one.facts = QStringLiteral("✖ ") + FoundModelsText::tr("cannot be read");
        found.append(std::move(one));
    }
    return found;
}

}  // namespace azr::ui
