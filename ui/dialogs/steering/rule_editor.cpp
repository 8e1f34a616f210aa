#include "ui/dialogs/steering/rule_editor.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/dialogs/steering/condition_edit.h"
#include "ui/dialogs/steering/condition_fields.h"
#include "ui/labels.h"

namespace azr::ui {

namespace {

QFont ruleFont() {
    QFont mono(QStringLiteral("DejaVu Sans Mono"));
    mono.setPointSizeF(9);
    return mono;
}

void setLines(QPlainTextEdit& box, int lines) {
    box.setFont(ruleFont());
    box.setMinimumHeight(lines * box.fontMetrics().lineSpacing() + 14);
}

}  // namespace

RuleEditor::RuleEditor(Workspace& workspace, const selfplay::Rule& rule, QWidget* parent)
    : QDialog(parent),
      m_workspace(workspace),
      m_rule(rule),
      m_name(new QLineEdit(labels::text(rule.name), this)),
      m_condition(new ConditionEdit(this)),
      m_fields(new ConditionFields(this)),
      m_act(new QComboBox(this)),
      m_tag(new QLineEdit(labels::text(rule.tag), this)),
      m_problem(new QLabel(this)),
      m_result(new QLabel(this)),
      m_examples(new QPlainTextEdit(this)) {
    setWindowTitle(rule.id == 0 ? tr("New rule") : tr("Change the rule"));
    resize(760, 620);
    m_name->setAccessibleName(tr("Name"));
    m_condition->setAccessibleName(tr("Condition"));
    m_condition->setPlainText(labels::text(rule.condition));
    setLines(*m_condition, 2);
    m_condition->setMaximumHeight(2 * m_condition->minimumHeight());
    m_examples->setAccessibleName(tr("Tasks that meet it"));
    m_examples->setTabChangesFocus(true);
    setLines(*m_examples, 2);
    for (const selfplay::RuleAct act : {selfplay::RuleAct::Veto, selfplay::RuleAct::Pin, selfplay::RuleAct::Tag})
        m_act->addItem(labels::ruleAct(act));
    m_act->setCurrentIndex(static_cast<int>(rule.act));
    m_act->setAccessibleName(tr("What it does"));
    m_tag->setAccessibleName(tr("Tag"));
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    m_result->setWordWrap(true);
    m_result->setAccessibleName(tr("Result of the trial"));
    m_examples->setReadOnly(true);
    m_examples->setPlaceholderText(tr("Tasks that meet the condition, the youngest first"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    m_try = buttons->addButton(tr("&Try on history"), QDialogButtonBox::ActionRole);
    m_try->setAccessibleName(tr("Try on history"));
    m_try->setToolTip(tr("Tells what the rule would have done; nothing changes"));
    m_save = buttons->addButton(tr("&Put in force"), QDialogButtonBox::ActionRole);
    m_save->setAccessibleName(tr("Put in force"));
    m_save->setObjectName(QStringLiteral("primary"));
    auto* tag = new QLabel(tr("Ta&g"), this);
    tag->setBuddy(m_tag);
    auto* act = new QHBoxLayout;
    act->addWidget(m_act, 1);
    act->addSpacing(8);
    act->addWidget(tag);
    act->addWidget(m_tag, 1);
    auto* does = new QLabel(tr("&Does"), this);
    does->setBuddy(m_act);
    auto* fields = new QLabel(tr("&Fields"), this);
    fields->setBuddy(m_fields);
    fields->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Condition"), m_condition);
    form->addRow(QString(), m_problem);
    form->addRow(fields, m_fields);
    form->addRow(does, act);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(10);
    layout->addLayout(form, 2);
    layout->addWidget(m_result);
    layout->addWidget(m_examples, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_try, &QPushButton::clicked, this, &RuleEditor::tryOut);
    connect(m_save, &QPushButton::clicked, this, &RuleEditor::save);
    connect(m_condition, &QPlainTextEdit::textChanged, this, &RuleEditor::edited);
    connect(m_condition, &ConditionEdit::judged, this, &RuleEditor::showProblem);
    connect(m_fields, &ConditionFields::chosen, m_condition, &ConditionEdit::insertField);
    connect(m_act, &QComboBox::currentIndexChanged, this, &RuleEditor::edited);
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, [this] {
        // Of a run that has ended the rule waits in its journal.
        if (m_sent.valid() && !m_workspace.bridge().isTraining()) return accept();
        enable();
    });
    connect(&workspace.bridge(), &SessionBridge::commandAnswered, this, &RuleEditor::answered);
    m_condition->setFocus();
    edited();
}

selfplay::Rule RuleEditor::rule() const {
    selfplay::Rule rule = m_rule;
    rule.name = m_name->text().trimmed().toStdString();
    rule.condition = QString::fromStdString(m_condition->condition()).trimmed().toStdString();
    rule.act = static_cast<selfplay::RuleAct>(m_act->currentIndex());
    rule.tag = rule.act == selfplay::RuleAct::Tag ? m_tag->text().trimmed().toStdString() : std::string();
    rule.programs.clear();
    return rule;
}

/// What may be done now. What a trial told stays while the run pauses or goes on.
void RuleEditor::enable() {
    const bool any = !m_condition->toPlainText().trimmed().isEmpty() && !m_sent.valid();
    m_tag->setEnabled(!m_sent.valid() && m_act->currentIndex() == static_cast<int>(selfplay::RuleAct::Tag));
    m_try->setEnabled(any);
    m_save->setEnabled(any && m_workspace.showsLiveRun());
    m_save->setToolTip(m_workspace.showsLiveRun() ? tr("The rule judges from now on")
                                                  : tr("Only a run that trains takes rules"));
}

void RuleEditor::edited() {
    enable();
    m_result->clear();
    m_examples->clear();
}

void RuleEditor::tryOut() {
    m_try->setEnabled(false);
    m_workspace.background().read(
        this,
        [run = m_workspace.run(), rule = rule()](store::Reader& reader) { return session::tryRule(reader, run, rule); },
        [this](const Result<session::RuleTrial>& trial) {
            m_try->setEnabled(true);
            showTrial(trial);
            Q_EMIT tried();
        });
}

void RuleEditor::showTrial(const Result<session::RuleTrial>& trial) {
    if (!trial) {
        refuse(trial.error());
        return;
    }
    showProblem({});
    const QLocale locale;
    QString text;
    switch (rule().act) {
        case selfplay::RuleAct::Veto: text = tr("It would have removed %1 of %2 proposals"); break;
        case selfplay::RuleAct::Pin: text = tr("It would have pinned %1 of %2 proposals"); break;
        case selfplay::RuleAct::Tag: text = tr("It would have tagged %1 of %2 proposals"); break;
    }
    text = text.arg(locale.toString(qlonglong(trial->met)), locale.toString(qlonglong(trial->tasks)));
    if (trial->meanSolveRate >= 0) text += tr(", mean solve rate %1").arg(labels::number(trial->meanSolveRate, 2));
    text += tr("; in the buffers %1 tasks meet it now.").arg(locale.toString(qlonglong(trial->buffered)));
    if (!trial->whole) text += tr(" Only the youngest tasks were looked at.");
    m_result->setText(text);
    QStringList lines;
    for (const store::TaskRow& row : trial->examples)
        lines.append(labels::taskNumber(row.id) + QStringLiteral("  ") + labels::text(row.program).simplified());
    m_examples->setPlainText(lines.join(QLatin1Char('\n')));
}

void RuleEditor::save() {
    const auto posted = m_workspace.bridge().tryPost(session::LoopAction(session::SetRule{rule(), {}, false}));
    if (posted) return posted->valid() ? await(*posted) : accept();
    refuse(posted.error());
}

void RuleEditor::showProblem(const QString& problem) {
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_condition->setAccessibleDescription(problem);
}

/// At its place, where the condition is what is wrong.
void RuleEditor::refuse(const Error& error) {
    if (m_condition->mark(error))
        m_condition->moveToMark();
    else
        showProblem(labels::error(error));
}

/// Nothing changes until the run has answered.
void RuleEditor::await(CommandId command) {
    m_sent = command;
    for (QWidget* part : QList<QWidget*>{m_name, m_condition, m_fields, m_act}) part->setEnabled(!command.valid());
    if (command.valid()) showProblem({});
    m_result->setText(command.valid() ? tr("Waiting for the run to take the rule…") : QString());
    enable();
}

void RuleEditor::answered(bool applied, const QString& text, CommandId command) {
    if (!m_sent.valid() || command != m_sent) return;
    if (applied) return accept();
    await({});
    showProblem(text);
}

}  // namespace azr::ui
