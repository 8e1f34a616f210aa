#include "ui/dialogs/departures_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "core/config/paper_sections.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "ui/labels.h"
#include "widgets/diff_view.h"

namespace azr::ui {

DeparturesPanel::DeparturesPanel(QWidget* parent)
    : QWidget(parent), m_against(new QComboBox(this)), m_diff(new widgets::DiffView(this)) {
    m_against->setObjectName(QStringLiteral("against"));
    for (const config::Preset& preset : config::presets())
        m_against->addItem(labels::text(preset.name), labels::text(preset.name));
    m_against->setAccessibleName(tr("Preset to compare with"));
    m_against->setToolTip(tr("Lists where the settings of this run differ from that preset"));
    m_diff->setNoteTitle(tr("Paper"));
    m_diff->setReasonTitle(tr("Why"));
    auto* label = new QLabel(tr("Compared &with"), this);
    label->setBuddy(m_against);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(0, 10, 0, 0);
    top->setSpacing(10);
    top->addWidget(label);
    top->addWidget(m_against);
    top->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 6, 4, 4);
    layout->addLayout(top);
    layout->addWidget(m_diff, 1);
    connect(m_against, &QComboBox::activated, this, [this] {
        m_chosen = true;
        rebuild();
    });
}

void DeparturesPanel::setConfig(const config::RunConfig& config) {
    m_config = config;
    rebuild();
}

void DeparturesPanel::setPreset(const QString& name) {
    if (m_chosen) return;
    m_against->setCurrentIndex(m_against->findData(name));
    rebuild();
}

/// What either preset says of its value.
QString DeparturesPanel::reasonOf(const std::string& path) const {
    std::string note = config::fieldNote(m_against->currentData().toString().toStdString(), path);
    if (note.empty()) note = config::fieldNote(m_config.preset, path);
    return labels::said(note);
}

void DeparturesPanel::rebuild() {
    const auto preset = config::presetNamed(m_against->currentData().toString().toStdString());
    if (!preset) return;
    QList<widgets::DiffRow> rows;
    for (const config::Field& field : config::runFields()) {
        if (field.path == "preset") continue;
        const auto left = config::getField(*preset, field.path);
        const auto right = config::getField(m_config, field.path);
        if (left && right)
            rows.append({labels::text(field.path), labels::text(*left), labels::text(*right),
                         labels::text(std::string(config::paperSection(field.path))), reasonOf(field.path),
                         labels::said(field.doc)});
    }
    m_diff->setSides(m_against->currentText(), tr("This run"));
    m_diff->setRows(rows);
}

}  // namespace azr::ui
