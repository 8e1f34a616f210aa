#include "ui/dialogs/seed_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>
#include <utility>

#include "ui/dialogs/seed_refusal.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "widgets/code_view.h"
#include "widgets/forms/focus_keeper.h"

namespace azr::ui {

namespace {

constexpr char kFirstProgram[] = "def f(x):\n    return x\n";
constexpr char kFirstInput[] = "[1, 2, 3]";
constexpr char kDraft[] = "draft_seed";  ///< group of the workspace's memory
constexpr int kDraftPauseMs = 300;

/// Outlined as wrong by the style sheet.
void setWrong(QLineEdit& edit, bool wrong) {
    if (edit.property("wrong").toBool() == wrong) return;
    edit.setProperty("wrong", wrong);
    edit.style()->unpolish(&edit);
    edit.style()->polish(&edit);
}

}  // namespace

SeedDialog::SeedDialog(SessionBridge& bridge, QWidget* parent)
    : QDialog(parent),
      m_bridge(bridge),
      m_kind(new QComboBox(this)),
      m_imports(new QLineEdit(this)),
      m_program(new widgets::CodeView(widgets::CodeView::Mode::Edit, this)),
      m_inputs(new QPlainTextEdit(this)),
      m_inputsLabel(new QLabel(this)),
      m_message(new QLineEdit(this)),
      m_messageLabel(new QLabel(tr("&Message"), this)),
      m_result(new QLabel(this)),
      m_check(new QPushButton(tr("&Check"), this)),
      m_add(new QPushButton(tr("&Add to the buffer"), this)),
      m_clear(new QPushButton(tr("Start ane&w"), this)),
      m_writing(new QTimer(this)) {
    setWindowTitle(tr("Seed a task"));
    resize(760, 620);
    prepareFields();
    arrange();
    connect(m_check, &QPushButton::clicked, this, &SeedDialog::check);
    connect(m_add, &QPushButton::clicked, this, &SeedDialog::add);
    connect(m_clear, &QPushButton::clicked, this, &SeedDialog::startAnew);
    m_writing->setSingleShot(true);
    m_writing->setInterval(kDraftPauseMs);
    connect(m_writing, &QTimer::timeout, this, &SeedDialog::writeDraft);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &SeedDialog::edited);
    connect(m_imports, &QLineEdit::textChanged, this, &SeedDialog::edited);
    connect(m_message, &QLineEdit::textChanged, this, &SeedDialog::edited);
    connect(m_inputs, &QPlainTextEdit::textChanged, this, &SeedDialog::edited);
    connect(m_program, &widgets::CodeView::textChanged, this, &SeedDialog::edited);
    connect(&bridge, &SessionBridge::checkFinished, this, &SeedDialog::showResult);
    edited();
    m_program->setFocus();
}

void SeedDialog::prepareFields() {
    offerKinds(selfplay::shownKinds({}));
    m_kind->setAccessibleName(tr("Kind of task"));
    m_kind->setToolTip(labels::questionsOfKinds());
    m_imports->setPlaceholderText(tr("import math; from collections import Counter"));
    m_imports->setAccessibleName(tr("Imports"));
    m_imports->setToolTip(tr("Import statements, separated by semicolons"));
    m_program->setVisibleLines(10);
    m_program->setCode(QString::fromLatin1(kFirstProgram));
    m_program->setAccessibleName(tr("Program"));
    m_inputs->setAccessibleName(tr("Inputs"));
    m_inputs->setToolTip(tr("What stands between the parentheses of f(…); for induction one call a line"));
    m_inputs->setMaximumHeight(86);
    m_inputs->setTabChangesFocus(true);
    m_inputs->setPlainText(QLatin1String(kFirstInput));
    m_inputsLabel->setBuddy(m_inputs);
    m_message->setAccessibleName(tr("Message"));
    m_message->setToolTip(tr("The hint that solvers of an induction task read"));
    m_messageLabel->setBuddy(m_message);
    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_result->setAccessibleName(tr("Result of the check"));
    m_result->setMinimumHeight(44);
    m_check->setAccessibleName(tr("Check the task"));
    m_check->setToolTip(tr("Run the program in the sandbox"));
    m_add->setAccessibleName(tr("Add to the buffer"));
    m_add->setToolTip(tr("Possible once the check has passed"));
    m_add->setObjectName(QStringLiteral("primary"));
    m_clear->setAutoDefault(false);
    m_clear->setAccessibleName(tr("Start anew"));
    m_clear->setToolTip(tr("Drop this draft and begin with an empty one"));
}

void SeedDialog::offerKinds(const std::vector<selfplay::TaskKind>& kinds) {
    m_kind->clear();
    for (const selfplay::TaskKind kind : kinds) m_kind->addItem(labels::kind(kindName(kind)), int(kind));
}

void SeedDialog::arrange() {
    auto* form = new QFormLayout;
    form->setVerticalSpacing(10);
    form->setHorizontalSpacing(16);
    form->addRow(tr("&Kind"), m_kind);
    form->addRow(tr("&Imports"), m_imports);
    form->addRow(tr("P&rogram"), m_program);
    form->addRow(m_inputsLabel, m_inputs);
    form->addRow(m_messageLabel, m_message);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    buttons->addButton(m_clear, QDialogButtonBox::ResetRole);
    buttons->addButton(m_check, QDialogButtonBox::ActionRole);
    buttons->addButton(m_add, QDialogButtonBox::ActionRole);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    layout->addLayout(form, 1);
    layout->addWidget(m_result);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void SeedDialog::keepDraft(QSettings& memory) {
    m_memory = &memory;
    memory.beginGroup(QLatin1String(kDraft));
    if (memory.contains(QStringLiteral("program"))) {
        const QString kind = memory.value(QStringLiteral("kind")).toString();
        for (int i = 0; i < m_kind->count(); ++i)
            if (kindName(static_cast<selfplay::TaskKind>(m_kind->itemData(i).toInt())) == kind)
                m_kind->setCurrentIndex(i);
        m_imports->setText(memory.value(QStringLiteral("imports")).toString());
        m_program->setCode(memory.value(QStringLiteral("program")).toString());
        m_inputs->setPlainText(memory.value(QStringLiteral("inputs")).toString());
        m_message->setText(memory.value(QStringLiteral("message")).toString());
        m_result->setText(tr("Your draft of last time. Check runs the program in the sandbox."));
    }
    memory.endGroup();
    m_writing->stop();
}

void SeedDialog::forgetDraft(QSettings& memory) {
    memory.remove(QLatin1String(kDraft));
    memory.sync();
}

void SeedDialog::writeDraft() {
    m_writing->stop();
    if (!m_memory) return;
    m_memory->beginGroup(QLatin1String(kDraft));
    m_memory->setValue(QStringLiteral("kind"),
                       kindName(static_cast<selfplay::TaskKind>(m_kind->currentData().toInt())));
    m_memory->setValue(QStringLiteral("imports"), m_imports->text());
    m_memory->setValue(QStringLiteral("program"), m_program->code());
    m_memory->setValue(QStringLiteral("inputs"), m_inputs->toPlainText());
    m_memory->setValue(QStringLiteral("message"), m_message->text());
    m_memory->endGroup();
    m_memory->sync();  // on the disk before anything can happen
}

void SeedDialog::startAnew() {
    m_imports->clear();
    m_program->setCode(QString::fromLatin1(kFirstProgram));
    m_inputs->setPlainText(QLatin1String(kFirstInput));
    m_message->clear();
    m_writing->stop();
    if (m_memory) forgetDraft(*m_memory);
    m_program->setFocus();
}

void SeedDialog::done(int result) {
    if (m_writing->isActive()) writeDraft();
    if (m_ticket != 0) m_bridge.cancelCheck(m_ticket);  // nobody reads its answer
    QDialog::done(result);
}

void SeedDialog::restore(const session::Draft& draft, const QString& reason) {
    const auto lines = [](const std::vector<std::string>& texts, const QString& between) {
        QStringList result;
        for (const std::string& text : texts) result.append(labels::text(text));
        return result.join(between);
    };
    m_kind->setCurrentIndex(qMax(0, m_kind->findData(int(draft.kind))));
    m_imports->setText(lines(draft.imports, QStringLiteral("; ")));
    m_program->setCode(labels::text(draft.program));
    m_inputs->setPlainText(lines(draft.inputs, QStringLiteral("\n")));
    m_message->setText(labels::text(draft.message));
    m_result->setText(QStringLiteral("✖ ") + tr("The run did not take this task. %1").arg(reason));
    writeDraft();
}

session::Draft SeedDialog::draft() const {
    session::Draft draft;
    draft.seed = true;
    draft.kind = static_cast<selfplay::TaskKind>(m_kind->currentData().toInt());
    // Nothing that a person sees, and not every model has a token for a line break at the end.
    QString program = m_program->code();
    while (!program.isEmpty() && program.back().isSpace()) program.chop(1);
    draft.program = program.toStdString();
    for (const QString& statement : m_imports->text().split(QLatin1Char(';'), Qt::SkipEmptyParts))
        if (!statement.trimmed().isEmpty()) draft.imports.push_back(statement.trimmed().toStdString());
    if (selfplay::hasPairs(draft.kind)) {
        for (const QString& line : m_inputs->toPlainText().split(QLatin1Char('\n'), Qt::SkipEmptyParts))
            if (!line.trimmed().isEmpty()) draft.inputs.push_back(line.trimmed().toStdString());
        draft.message = m_message->text().toStdString();
    } else {
        draft.inputs.push_back(m_inputs->toPlainText().trimmed().toStdString());
    }
    return draft;
}

void SeedDialog::edited() {
    // Whatever was checked is not what stands here now.
    if (const auto ticket = std::exchange(m_ticket, 0); ticket != 0) m_bridge.cancelCheck(ticket);
    m_writing->start();
    m_add->setEnabled(false);
    m_check->setEnabled(true);
    m_program->clearFindings();
    setWrong(*m_imports, false);
    m_imports->setAccessibleDescription({});
    const bool pairs = selfplay::hasPairs(static_cast<selfplay::TaskKind>(m_kind->currentData().toInt()));
    m_inputsLabel->setText(pairs ? tr("I&nputs, one a line") : tr("I&nput"));
    m_message->setVisible(pairs);
    m_messageLabel->setVisible(pairs);
    m_result->setText(tr("Check runs the program in the sandbox; only a task that passes can be added."));
}

void SeedDialog::check() {
    m_checked = draft();
    const bool tooFew = selfplay::hasPairs(m_checked.kind) && m_checked.inputs.size() < 2;
    if (tooFew) {
        m_result->setText(QStringLiteral("✖ ") +
                          tr("Induction needs at least two inputs: half are shown, half hidden."));
        return;
    }
    const auto ticket = m_bridge.check(m_checked);
    if (!ticket) {
        m_result->setText(QStringLiteral("✖ ") + labels::error(ticket.error()));
        return;
    }
    m_ticket = *ticket;
    m_check->setEnabled(false);
    m_result->setText(tr("Running in the sandbox…"));
}

void SeedDialog::showResult(const session::CheckFinished& result) {
    if (m_ticket == 0 || result.ticket != m_ticket) return;
    m_ticket = 0;
    m_check->setEnabled(true);
    m_outcome = result.outcome;
    const bool passed = result.outcome.verdict == execution::Verdict::Ok;
    if (passed && result.refusal) {
        showRefusal(*result.refusal);
        return;
    }
    m_add->setEnabled(passed);
    if (passed) {
        QStringList values;
        for (const execution::RunOutcome& run : result.outcome.runs)
            values.append(run.type.empty()
                              ? labels::text(run.value)
                              : QStringLiteral("%1 (%2)").arg(labels::text(run.value), labels::text(run.type)));
        m_result->setText(QStringLiteral("✔ ") + tr("Valid. Output: %1").arg(values.join(QStringLiteral(", "))));
        return;  // the keyboard stays: whoever types on would add the task with the next space
    }
    const QString text = labels::outcome(result.outcome);
    if (const auto import = faultyImport(m_checked, result.outcome))
        markImport(*import, text);
    else {
        m_result->setText(QStringLiteral("✖ ") + text);
        m_program->setFindings({{faultyLine(result.outcome), text}});
    }
}

void SeedDialog::markImport(std::size_t index, const QString& text) {
    const QString statement = labels::text(m_checked.imports.at(index));
    const QString whole = tr("Import “%1”: %2").arg(statement, text);
    m_result->setText(QStringLiteral("✖ ") + whole);
    setWrong(*m_imports, true);
    m_imports->setAccessibleDescription(whole);
    m_imports->setSelection(static_cast<int>(m_imports->text().indexOf(statement)), static_cast<int>(statement.size()));
}

void SeedDialog::showRefusal(const session::SeedRefusal& refusal) {
    if (widgets::FocusKeeper::isAt(*m_add)) m_program->setFocus();
    m_add->setEnabled(false);
    m_result->setText(QStringLiteral("✖ ") + tr("Valid, but %1").arg(refusalText(refusal)));
    m_program->setFindings(refusalFindings(refusal));
}

void SeedDialog::add() {
    const session::SeedTask seed{session::taskOf(m_checked, m_outcome)};
    // Another run may be at work than the one that the check asked.
    if (const auto refusal = m_bridge.seedRefusal(seed.task)) {
        showRefusal(*refusal);
        return;
    }
    const auto command = m_bridge.tryPost(seed);
    if (!command) {
        m_result->setText(QStringLiteral("✖ ") + labels::error(command.error()));
        return;
    }
    writeDraft();  // kept until the run has taken it
    Q_EMIT seeded(*command, m_checked);
    accept();
}

}  // namespace azr::ui
