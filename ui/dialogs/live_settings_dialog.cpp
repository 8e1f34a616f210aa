#include "ui/dialogs/live_settings_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/config/run_fields.h"
#include "ui/dialogs/form_field.h"
#include "ui/labels.h"

namespace azr::ui {

Result<config::RunConfig> currentConfig(store::Reader& reader, RunId run) {
    AZR_TRY(const store::RunRow row, reader.run(run));
    AZR_TRY(const Json json, parseJson(row.inForce()));
    return config::storedConfig(json);
}

LiveSettingsDialog::LiveSettingsDialog(const config::RunConfig& current, QWidget* parent)
    : LiveSettingsDialog(current, {}, parent) {
    setWindowTitle(tr("Change settings"));
    m_note->setText(
        tr("These settings may change while the run trains. A change counts from the next step and is kept with the "
           "run."));
    m_apply->setText(tr("Change"));
    m_apply->setAccessibleName(m_apply->text());
    m_apply->setToolTip(tr("Send the changes to the trainer"));
    edited();
}

LiveSettingsDialog::LiveSettingsDialog(const store::RunRow& run, const session::RefusedSettings& refused,
                                       QWidget* parent)
    : LiveSettingsDialog(refused.readable, refused.refused, parent) {
    setWindowTitle(tr("Settings to mend"));
    QStringList lines{tr("An older version left settings in force that this one refuses. Give them values to go on:")};
    for (const Error& one : refused.refused) lines.append(QStringLiteral("✖ ") + labels::error(one));
    m_note->setText(lines.join(QLatin1Char('\n')));
    m_apply->setText(tr("Continue the run"));
    m_apply->setAccessibleName(m_apply->text());
    m_apply->setToolTip(tr("Keep these values and train on"));
    m_may = [run](const Changes& changes) -> Status {
        AZR_TRY([[maybe_unused]] const auto settings, session::resumedSettings(run, changes));
        return {};
    };
    edited();
}

LiveSettingsDialog::LiveSettingsDialog(const config::RunConfig& current, const std::vector<Error>& refused,
                                       QWidget* parent)
    : SendingDialog(parent),
      m_form(new widgets::FieldForm(this)),
      m_note(new QLabel(this)),
      m_problem(new QLabel(this)) {
    resize(820, 600);
    m_note->setObjectName(QStringLiteral("muted"));
    m_note->setWordWrap(true);
    for (const Error& one : refused) m_refused.push_back(one.place);
    const auto isRefused = [this](const config::Field& field) {
        return std::find(m_refused.begin(), m_refused.end(), field.path) != m_refused.end();
    };
    QList<widgets::FormField> fields;
    for (const config::Field& field : config::runFields())
        if (field.live || isRefused(field)) fields.append(formField(field, current));
    m_form->setFields(fields);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    m_apply = buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_apply->setObjectName(QStringLiteral("primary"));
    m_apply->setDefault(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    layout->addWidget(m_note);
    layout->addWidget(m_form, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_form, &widgets::FieldForm::changed, this, &LiveSettingsDialog::edited);
}

void LiveSettingsDialog::showField(const QString& path) {
    m_form->showField(path);
}

LiveSettingsDialog::Changes LiveSettingsDialog::changes() const {
    Changes changes;
    for (const auto& [path, value] : m_form->changes()) changes.emplace_back(path.toStdString(), value.toStdString());
    // Of what could not be read the form shows the default: taking it is a change, too.
    for (const std::string& path : m_refused)
        if (std::none_of(changes.begin(), changes.end(), [&](const auto& one) { return one.first == path; }))
            changes.emplace_back(path, m_form->value(labels::text(path)).toStdString());
    return changes;
}

void LiveSettingsDialog::refuse(const Changes::value_type& change, const QString& reason) {
    m_form->refuse(labels::text(change.first), labels::text(change.second), reason);
    showRefusal(tr("The run refused what is marked; the rest of what you sent holds."));
}

void LiveSettingsDialog::showRefusal(const QString& text) {
    m_problem->setText(text);
    m_problem->show();
}

void LiveSettingsDialog::edited() {
    QStringList problems = m_form->problems();
    if (problems.isEmpty() && m_may)
        if (const Status may = m_may(changes()); !may) problems.append(labels::said(may.error().detail));
    m_problem->setText(problems.join(QLatin1Char('\n')));
    m_problem->setVisible(!problems.isEmpty());
    m_apply->setEnabled(problems.isEmpty() && !changes().empty());
}

}  // namespace azr::ui
