#include "ui/dialogs/steering/rule_editor.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/selfplay/rules/task_facts.h"
#include "ui/labels.h"

namespace azr::ui {

namespace {

QString ruleFields() {
    QStringList names{QStringLiteral("like(N)")};
    for (const auto& field : selfplay::numberFields())
        names.append(QString::fromLatin1(field.name.data(), qsizetype(field.name.size())));
    for (const auto& field : selfplay::textFields())
        names.append(QString::fromLatin1(field.name.data(), qsizetype(field.name.size())));
    return names.join(QStringLiteral(", "));
}

QPlainTextEdit* ruleBox(const QString& name, int lines, QWidget* parent) {
    auto* box = new QPlainTextEdit(parent);
    box->setAccessibleName(name);
    box->setTabChangesFocus(true);
    QFont mono(QStringLiteral("DejaVu Sans Mono"));
    mono.setPointSizeF(9);
    box->setFont(mono);
    box->setMinimumHeight(lines * box->fontMetrics().lineSpacing() + 14);
    return box;
}

}  // namespace

RuleEditor::RuleEditor(Workspace& workspace, const selfplay::Rule& rule, QWidget* parent)
    : QDialog(parent),
      m_workspace(workspace),
      m_rule(rule),
      m_name(new QLineEdit(labels::text(rule.name), this)),
      m_condition(ruleBox(tr("Condition"), 3, this)),
      m_act(new QComboBox(this)),
      m_tag(new QLineEdit(labels::text(rule.tag), this)),
      m_problem(new QLabel(this)),
      m_result(new QLabel(this)),
      m_examples(ruleBox(tr("Tasks that meet it"), 5, this)) {
    setWindowTitle(rule.id == 0 ? tr("New rule") : tr("Change the rule"));
    resize(680, 560);
    m_name->setAccessibleName(tr("Name"));
    m_condition->setPlainText(labels::text(rule.condition));
    m_condition->setPlaceholderText(QStringLiteral("solve_rate > 0.9 and program ~ \"lambda\""));
    m_condition->setToolTip(tr("Clauses joined by and; numbers: < <= > >= = != in A..B; texts: = != ~ !~"));
    for (const selfplay::RuleAct act : {selfplay::RuleAct::Veto, selfplay::RuleAct::Pin, selfplay::RuleAct::Tag})
        m_act->addItem(labels::ruleAct(act));
    m_act->setCurrentIndex(static_cast<int>(rule.act));
    m_act->setAccessibleName(tr("What it does"));
    m_tag->setAccessibleName(tr("Tag"));
    auto* fields = new QLabel(
        tr("Fields: %1. like(N) is how alike the program is to that of task N, 0 to 1.").arg(ruleFields()), this);
    fields->setObjectName(QStringLiteral("muted"));
    fields->setWordWrap(true);
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
    auto* form = new QFormLayout;
    form->addRow(tr("&Name"), m_name);
    form->addRow(tr("&Condition"), m_condition);
    form->addRow(QString(), fields);
    form->addRow(tr("&Does"), m_act);
    form->addRow(tr("Ta&g"), m_tag);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(10);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(m_result);
    layout->addWidget(m_examples, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_try, &QPushButton::clicked, this, &RuleEditor::tryOut);
    connect(m_save, &QPushButton::clicked, this, &RuleEditor::save);
    connect(m_condition, &QPlainTextEdit::textChanged, this, &RuleEditor::edited);
    connect(m_act, &QComboBox::currentIndexChanged, this, &RuleEditor::edited);
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, &RuleEditor::enable);
    m_condition->setFocus();
    edited();
}

selfplay::Rule RuleEditor::rule() const {
    selfplay::Rule rule = m_rule;
    rule.name = m_name->text().trimmed().toStdString();
    rule.condition = m_condition->toPlainText().trimmed().replace(QLatin1Char('\n'), QLatin1Char(' ')).toStdString();
    rule.act = static_cast<selfplay::RuleAct>(m_act->currentIndex());
    rule.tag = rule.act == selfplay::RuleAct::Tag ? m_tag->text().trimmed().toStdString() : std::string();
    rule.programs.clear();
    return rule;
}

/// What may be done now. What a trial told stays while the run pauses or goes on.
void RuleEditor::enable() {
    const bool any = !m_condition->toPlainText().trimmed().isEmpty();
    m_tag->setEnabled(m_act->currentIndex() == static_cast<int>(selfplay::RuleAct::Tag));
    m_try->setEnabled(any);
    m_save->setEnabled(any && m_workspace.showsLiveRun());
    m_save->setToolTip(m_workspace.showsLiveRun() ? tr("The rule judges from now on")
                                                  : tr("Only a run that trains takes rules"));
}

void RuleEditor::edited() {
    enable();
    m_problem->hide();
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
    m_problem->setVisible(!trial);
    if (!trial) {
        m_problem->setText(labels::error(trial.error()));
        return;
    }
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
    if (posted) {
        accept();
        return;
    }
    m_problem->setText(labels::error(posted.error()));
    m_problem->show();
}

}  // namespace azr::ui
