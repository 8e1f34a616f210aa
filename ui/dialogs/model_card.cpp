#include "ui/dialogs/model_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QResizeEvent>
#include <QVBoxLayout>
#include <algorithm>

#include "core/session/models/memory_check.h"
#include "ui/labels.h"
#include "widgets/log_view.h"

namespace azr::ui {

namespace {

QLabel* line(const char* style, const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(style));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setAccessibleName(name);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString grouped(std::int64_t number) {
    return QLocale().toString(qlonglong(number));
}

QString familyName(weights::Family family) {
    return labels::text(std::string(weights::title(family)));
}

QString parametersText(std::int64_t count) {
    const auto millions = static_cast<double>(count) / 1e6;
    return millions < 1000 ? ModelCard::tr("%1 million parameters").arg(labels::number(millions, 1))
                           : ModelCard::tr("%1 billion parameters").arg(labels::number(millions / 1000, 2));
}

QString shapeText(const weights::HfConfig& c) {
    QStringList parts{ModelCard::tr("%n layer(s)", nullptr, c.layers),
                      ModelCard::tr("width %1").arg(grouped(c.hidden)),
                      ModelCard::tr("%1/%2 heads of %3").arg(c.heads).arg(c.kvHeads).arg(c.headDim),
                      ModelCard::tr("feed-forward %1").arg(grouped(c.intermediate)),
                      c.tiedEmbeddings ? ModelCard::tr("vocabulary %1, tied").arg(grouped(c.vocabulary))
                                       : ModelCard::tr("vocabulary %1").arg(grouped(c.vocabulary)),
                      ModelCard::tr("context %1").arg(grouped(c.context))};
    return parts.join(QStringLiteral(" · "));
}

QString storageText(const session::ModelFacts& facts) {
    QStringList types;
    for (const session::StoredType& type : facts.types)
        types.append(
            ModelCard::tr("%1 in %n tensor(s)", nullptr, static_cast<int>(type.tensors)).arg(labels::text(type.name)));
    const QString size = labels::bytes(static_cast<std::int64_t>(facts.bytes));
    QString text = (facts.gguf ? ModelCard::tr("A GGUF file of %1: %2") : ModelCard::tr("Safetensors of %1: %2"))
                       .arg(size, types.join(QStringLiteral(", ")));
    if (facts.tokens == 0) return text + ModelCard::tr(" · no tokenizer");
    return text + (facts.chat ? ModelCard::tr(" · chat template") : ModelCard::tr(" · no chat template"));
}

}  // namespace

QString fitText(const session::PresetFit& fit) {
    const QString bytes = labels::bytes(fit.bytes);
    switch (fit.suits) {
        case session::Suits::Fits: return QStringLiteral("✔ ") + ModelCard::tr("fits, %1").arg(bytes);
        case session::Suits::TooLarge: return QStringLiteral("▲ ") + ModelCard::tr("too large, %1").arg(bytes);
        case session::Suits::OtherModel: return QStringLiteral("✖ ") + ModelCard::tr("for another model");
    }
    return {};
}

ModelCard::ModelCard(QWidget* parent)
    : QFrame(parent),
      m_title(line("cardTitle", tr("Architecture"), this)),
      m_shape(line("muted", tr("Sizes"), this)),
      m_storage(line("muted", tr("Types"), this)),
      m_memory(line("", tr("Memory"), this)),
      m_machine(line("muted", tr("Memory of this computer"), this)),
      m_fit(line("", tr("Whether it fits"), this)),
      m_take(new QPushButton(this)) {
    setObjectName(QStringLiteral("card"));
    setAccessibleName(tr("What is known of the model"));
    m_take->setAccessibleName(tr("Take a preset that fits"));
    m_take->setToolTip(tr("Change the preset to one that suits the model and this computer"));
    m_take->setAutoDefault(false);
    auto* last = new QHBoxLayout;
    last->setSpacing(10);
    last->addWidget(m_fit, 1);
    last->addWidget(m_take);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 12);
    layout->setSpacing(5);
    for (QLabel* label : {m_title, m_shape, m_storage, m_memory, m_machine}) layout->addWidget(label);
    // What stands below must not jump when another preset is chosen.
    QSizePolicy kept = m_take->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_take->setSizePolicy(kept);
    layout->addLayout(last);
    connect(m_take, &QPushButton::clicked, this, [this] { Q_EMIT presetWanted(m_offered); });
    showReading();
}

void ModelCard::showReading() {
    m_title->setText(tr("Reading the model…"));
    for (QWidget* part : std::initializer_list<QWidget*>{m_shape, m_storage, m_memory, m_machine, m_fit, m_take})
        part->hide();
    fitHeight();
}

/// A form layout gives wrapped words the height that they would need in a narrow column.
void ModelCard::fitHeight() {
    setFixedHeight(layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width())
                                                 : layout()->sizeHint().height());
}

void ModelCard::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) fitHeight();
}

void ModelCard::showProblem() {
    showReading();
    m_title->setText(QStringLiteral("✖ ") + tr("No model can be read there"));
    fitHeight();
}

void ModelCard::showFacts(const session::ModelFacts& facts, const config::RunConfig& config, const Memory& memory) {
    const weights::MemoryQuestion question = session::memoryQuestion(config);
    m_title->setText(tr("%1 · %2").arg(familyName(facts.config.family), parametersText(facts.config.parameterCount())));
    m_shape->setText(shapeText(facts.config));
    m_storage->setText(storageText(facts));
    m_memory->setText(
        tr("Memory with these settings: %1 to sample, %2 to train adapters (LoRA), %3 to train everything.")
            .arg(labels::bytes(weights::samplingBytes(facts.config, question)),
                 labels::bytes(weights::loraTrainingBytes(facts.config, question)),
                 labels::bytes(weights::fullTrainingBytes(facts.config, question))));
    m_machine->setText(
        tr("This computer has %1, %2 of it free.").arg(labels::bytes(memory.total), labels::bytes(memory.available)));
    for (QLabel* label : {m_shape, m_storage, m_memory, m_machine, m_fit}) label->show();
    showFit(fitOf(config, facts, memory.available), presetFits(facts, memory.available));
    fitHeight();
}

void ModelCard::showFit(const session::PresetFit& now, const std::vector<session::PresetFit>& presets) {
    const auto better = std::find_if(presets.begin(), presets.end(), [](const session::PresetFit& preset) {
        return preset.suits == session::Suits::Fits;
    });
    // The preset that the settings came from is taken already: what was changed in it is the matter then.
    const bool offer = now.suits != session::Suits::Fits && better != presets.end() && better->preset != now.preset;
    m_offered = offer ? labels::text(better->preset) : QString();
    m_take->setVisible(offer);
    m_take->setText(tr("Ta&ke “%1”").arg(m_offered));
    switch (now.suits) {
        case session::Suits::Fits: m_fit->setText(QStringLiteral("✔ ") + tr("These settings fit.")); break;
        case session::Suits::OtherModel:
            m_fit->setText(QStringLiteral("▲ ") + tr("The prompts of these settings are not made for this model."));
            break;
        case session::Suits::TooLarge:
            m_fit->setText(QStringLiteral("▲ ") + tr("These settings need more memory than is free."));
            break;
    }
}

}  // namespace azr::ui
