#include "ui/dialogs/live_settings_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

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
    : QDialog(parent), m_form(new widgets::FieldForm(this)), m_problem(new QLabel(this)) {
    setWindowTitle(tr("Change settings"));
    resize(820, 600);
    auto* note = new QLabel(tr("These settings may change while the run trains. A change counts from the next step "
                               "and is kept with the run."),
                            this);
    note->setObjectName(QStringLiteral("muted"));
    note->setWordWrap(true);
    QList<widgets::FormField> fields;
    for (const config::Field& field : config::runFields())
        if (field.live) fields.append(formField(field, current));
    m_form->setFields(fields);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    m_apply = buttons->addButton(tr("Change"), QDialogButtonBox::AcceptRole);
    m_apply->setObjectName(QStringLiteral("primary"));
    m_apply->setDefault(true);
    m_apply->setAccessibleName(m_apply->text());
    m_apply->setToolTip(tr("Send the changes to the trainer"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    layout->addWidget(note);
    layout->addWidget(m_form, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_form, &widgets::FieldForm::changed, this, &LiveSettingsDialog::edited);
    edited();
}

QList<QPair<QString, QString>> LiveSettingsDialog::changes() const {
    return m_form->changes();
}

void LiveSettingsDialog::edited() {
    const QStringList problems = m_form->problems();
    m_problem->setText(problems.join(QLatin1Char('\n')));
    m_problem->setVisible(!problems.isEmpty());
    m_apply->setEnabled(problems.isEmpty() && !changes().isEmpty());
}

}  // namespace azr::ui
