#include "ui/dialogs/veto_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace azr::ui {

namespace {

constexpr int kWidth = 424;  ///< of the text

}  // namespace

VetoDialog::VetoDialog(int tasks, QWidget* parent)
    : SendingDialog(parent), m_reason(new QLineEdit(this)), m_problem(new QLabel(this)) {
    setWindowTitle(tr("Veto"));
    auto* question = new QLabel(tr("Keep %n task(s) out of training?", nullptr, tasks), this);
    question->setObjectName(QStringLiteral("sectionTitle"));
    auto* note =
        new QLabel(tr("They leave their buffer and the batch under way. What was already trained in an earlier "
                      "step cannot be untrained; the answer says so."),
                   this);
    note->setObjectName(QStringLiteral("muted"));
    note->setWordWrap(true);
    auto* label = new QLabel(tr("&Reason"), this);
    label->setBuddy(m_reason);
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setToolTip(tr("Kept with the task"));
    m_reason->setPlaceholderText(tr("e.g. trivial, or a repetition"));
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->setFixedWidth(kWidth);
    m_problem->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    QPushButton* veto = buttons->addButton(tr("Veto"), QDialogButtonBox::AcceptRole);
    veto->setObjectName(QStringLiteral("primary"));
    veto->setDefault(true);
    veto->setAccessibleName(veto->text());
    veto->setToolTip(tr("Send the veto to the trainer"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(10);
    layout->addWidget(question);
    layout->addWidget(note);
    layout->addWidget(label);
    layout->addWidget(m_reason);
    layout->addWidget(m_problem);
    layout->addSpacing(6);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_reason->setFocus();
    // A dialog does not ask its layout how high it gets at a width.
    ensurePolished();
    note->ensurePolished();
    note->setFixedWidth(kWidth);
    note->setMinimumHeight(note->heightForWidth(kWidth));
    layout->setSizeConstraint(QLayout::SetFixedSize);
}

void VetoDialog::showRefusal(const QString& text) {
    m_problem->setText(text);
    m_problem->setMinimumHeight(m_problem->heightForWidth(kWidth));
    m_problem->show();
}

QString VetoDialog::reason() const {
    return m_reason->text().trimmed();
}

}  // namespace azr::ui
