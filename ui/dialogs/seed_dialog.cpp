#include "ui/dialogs/seed_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStyle>
#include <QTimer>
#include <QVBoxLayout>
#include <utility>

#include "ui/dialogs/seed_refusal.h"
#include "ui/dialogs/seeds/kept_drafts.h"
#include "ui/dialogs/seeds/seed_drafts.h"
#include "ui/dialogs/seeds/seed_sources.h"
#include "ui/dialogs/seeds/seed_words.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "widgets/code_view.h"
#include "widgets/forms/focus_keeper.h"

namespace azr::ui {

namespace {

constexpr char kFirstProgram[] = "def f(x):\n    return x\n";
constexpr char kFirstInput[] = "[1, 2, 3]";
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
      m_answers(new QLabel(this)),
      m_drafts(new SeedDrafts(this)),
      m_fromTask(new QPushButton(tr("From a &task…"), this)),
      m_fromFile(new QPushButton(tr("From a &file…"), this)),
      m_ask(new QPushButton(tr("Ask the mode&l"), this)),
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
    connect(&bridge, &SessionBridge::modelAnswered, this, &SeedDialog::showAnswers);
    connect(m_ask, &QPushButton::clicked, this, &SeedDialog::ask);
    connect(m_drafts, &SeedDrafts::chosen, this, &SeedDialog::showEntry);
    connect(m_drafts, &SeedDrafts::dropped, this, &SeedDialog::stopChecking);
    connect(m_drafts, &SeedDrafts::dropped, this, &SeedDialog::writeDraft);
    edited();
    m_touched = false;
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
    m_answers->setWordWrap(true);
    m_answers->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_answers->setAccessibleName(tr("What the model answers"));
    m_answers->hide();
    for (QPushButton* button : {m_fromTask, m_fromFile, m_ask}) {
        button->setAutoDefault(false);
        button->setVisible(button == m_ask);  // without somebody who reads them there are no sources
        button->setAccessibleName(button->text().remove(QLatin1Char('&')));
    }
    m_fromTask->setToolTip(tr("Begin with a task of any run"));
    m_fromFile->setToolTip(tr("Read JSON lines, as the export of tasks writes them"));
    m_ask->setToolTip(tr("Have the model that trains now solve the checked task; the run does not notice"));
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
    m_touched = false;
}

void SeedDialog::arrange() {
    auto* form = new QFormLayout;
    form->setVerticalSpacing(10);
    form->setHorizontalSpacing(16);
    auto* kind = new QLabel(tr("&Kind"), this);
    kind->setBuddy(m_kind);
    auto* first = new QHBoxLayout;
    first->setSpacing(8);
    first->addWidget(m_kind, 1);
    first->addWidget(m_fromTask);
    first->addWidget(m_fromFile);
    form->addRow(kind, first);
    form->addRow(tr("&Imports"), m_imports);
    form->addRow(tr("P&rogram"), m_program);
    form->addRow(m_inputsLabel, m_inputs);
    form->addRow(m_messageLabel, m_message);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    buttons->addButton(m_clear, QDialogButtonBox::ResetRole);
    buttons->addButton(m_check, QDialogButtonBox::ActionRole);
    buttons->addButton(m_ask, QDialogButtonBox::ActionRole);
    buttons->addButton(m_add, QDialogButtonBox::ActionRole);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(16);
    middle->addWidget(m_drafts);
    middle->addLayout(form, 1);
    layout->addLayout(middle, 1);
    layout->addWidget(m_result);
    layout->addWidget(m_answers);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void SeedDialog::keepDraft(QSettings& memory) {
    m_memory = &memory;
    const KeptDrafts kept = KeptDrafts::read(memory);
    if (kept.current) {
        fill(*kept.current);
        for (const session::Draft& draft : kept.others) m_drafts->append({draft, {}, {}, {}});
        m_result->setText(tr("Your draft of last time. Check runs the program in the sandbox."));
    }
    m_writing->stop();
    updateButtons();
}

void SeedDialog::writeDraft() {
    m_writing->stop();
    if (!m_memory) return;
    std::vector<session::Draft> others = m_drafts->others();
    for (const session::Draft& draft : m_sent)
        if (m_drafts->find(draft) < 0) others.push_back(draft);
    KeptDrafts{text(), std::move(others)}.write(*m_memory);
}

void SeedDialog::startAnew() {
    m_imports->clear();
    m_program->setCode(QString::fromLatin1(kFirstProgram));
    m_inputs->setPlainText(QLatin1String(kFirstInput));
    m_message->clear();
    m_writing->stop();
    if (m_memory && m_drafts->count() == 1 && m_sent.empty())
        KeptDrafts().write(*m_memory);
    else
        writeDraft();
    m_program->setFocus();
}

void SeedDialog::done(int result) {
    if (m_writing->isActive()) writeDraft();
    stopChecking();  // nobody reads its answer
    stopAsking();
    QDialog::done(result);
}

void SeedDialog::fill(const DraftText& text) {
    const auto kind = selfplay::kindFromName(text.kind.toStdString());
    // Also one that the run at work does not propose.
    if (kind && m_kind->findData(int(*kind)) < 0) m_kind->addItem(labels::kind(text.kind), int(*kind));
    if (kind) m_kind->setCurrentIndex(m_kind->findData(int(*kind)));
    m_imports->setText(text.imports);
    m_program->setCode(text.program);
    m_inputs->setPlainText(text.inputs);
    m_message->setText(text.message);
}

void SeedDialog::restore(const session::Draft& draft, const QString& reason) {
    std::erase_if(m_sent, [&](const session::Draft& one) { return isSameTask(one, draft); });
    const bool untouched = !m_touched;
    int index = m_drafts->find(draft);
    if (index < 0 && untouched) {
        m_drafts->add({draft}, true);
        index = m_drafts->current();
    } else if (index < 0) {
        m_drafts->append({draft, {}, {}, {}});
        index = m_drafts->count() - 1;
    }
    m_touched = true;
    refuse(index, tr("The run did not take this task. %1").arg(reason));
    writeDraft();
    updateButtons();
}

void SeedDialog::choose(const session::Draft& draft) {
    if (const int index = m_drafts->find(draft); index >= 0) m_drafts->choose(index);
}

void SeedDialog::forget(const session::Draft& draft) {
    std::erase_if(m_sent, [&](const session::Draft& one) { return isSameTask(one, draft); });
    if (const int index = m_drafts->find(draft); index >= 0 && index != m_drafts->current()) m_drafts->drop(index);
}

DraftText SeedDialog::text() const {
    return {kindName(static_cast<selfplay::TaskKind>(m_kind->currentData().toInt())), m_imports->text(),
            m_program->code(), m_inputs->toPlainText(), m_message->text()};
}

void SeedDialog::edited() {
    if (m_filling) return;
    m_touched = true;
    // Whatever was checked is not what stands here now.
    if (m_ticket != 0 && m_checking == m_drafts->current()) m_bridge.cancelCheck(std::exchange(m_ticket, 0));
    stopAsking();
    m_answers->hide();
    DraftEntry& entry = m_drafts->now();
    // What a file claims belongs to the program and the inputs that it holds.
    std::vector<std::string> claimed = std::move(entry.draft.claimed);
    entry = DraftEntry{draftOf(text()), DraftEntry::State::Unchecked, {}, {}};
    if (claimed.size() == entry.draft.inputs.size()) entry.draft.claimed = std::move(claimed);
    m_drafts->refresh(m_drafts->current());
    m_writing->start();
    m_program->clearFindings();
    setWrong(*m_imports, false);
    m_imports->setAccessibleDescription({});
    showFields();
    showSaid();
    updateButtons();
}

void SeedDialog::showSaid() {
    const QString& said = m_drafts->now().said;
    m_result->setText(
        said.isEmpty() ? tr("Check runs the program in the sandbox; only a task that passes can be added.") : said);
}

void SeedDialog::showFields() {
    const bool pairs = selfplay::hasPairs(static_cast<selfplay::TaskKind>(m_kind->currentData().toInt()));
    m_inputsLabel->setText(pairs ? tr("I&nputs, one a line") : tr("I&nput"));
    m_message->setVisible(pairs);
    m_messageLabel->setVisible(pairs);
}

void SeedDialog::showEntry() {
    stopAsking();
    m_answers->hide();
    m_filling = true;
    fill(textOf(m_drafts->now().draft));
    m_filling = false;
    m_program->clearFindings();
    setWrong(*m_imports, false);
    showFields();
    showSaid();
    m_writing->start();
    updateButtons();
}

void SeedDialog::updateButtons() {
    using State = DraftEntry::State;
    const DraftEntry& now = m_drafts->now();
    int passed = 0, open = 0;
    for (int i = 0; i < m_drafts->count(); ++i) {
        passed += m_drafts->at(i).state == State::Passed ? 1 : 0;
        open += m_drafts->at(i).state == State::Unchecked ? 1 : 0;
    }
    const bool several = m_drafts->count() > 1;
    m_check->setEnabled(m_ticket == 0 && (!several || open > 0 || now.state == State::Refused));
    m_check->setText(several ? tr("&Check all") : tr("&Check"));
    m_add->setText(several ? tr("&Add those that passed") : tr("&Add to the buffer"));
    const bool mayAdd = passed > 0 && m_ticket == 0;
    // The keyboard stays where it was written, not on a button that comes next.
    if (!mayAdd && widgets::FocusKeeper::isAt(*m_add)) m_program->setFocus();
    m_add->setEnabled(mayAdd);
    m_ask->setEnabled(now.state == State::Passed && m_question == 0);
}

void SeedDialog::readFrom(Background& background, RunId run, TaskId shown) {
    m_sources = new SeedSources(background, run, shown, *this);
    connect(m_fromTask, &QPushButton::clicked, m_sources, &SeedSources::askForTask);
    connect(m_fromFile, &QPushButton::clicked, m_sources, &SeedSources::askForFile);
    connect(m_sources, &SeedSources::taken, this, &SeedDialog::take);
    connect(m_sources, &SeedSources::failed, this,
            [this](const QString& text) { m_result->setText(QStringLiteral("✖ ") + text); });
    for (QPushButton* button : {m_fromTask, m_fromFile}) button->show();
}

void SeedDialog::takeTask(TaskId task) {
    m_sources->readTask(task);
}

void SeedDialog::take(const std::vector<session::Draft>& drafts, const QString& said) {
    m_drafts->add(drafts, !m_touched);
    m_touched = true;
    if (!said.isEmpty()) m_result->setText(said);
}

void SeedDialog::check() {
    m_touched = true;
    m_all = m_drafts->count() > 1;
    DraftEntry::State& state = m_drafts->now().state;
    if (!m_all || state == DraftEntry::State::Refused) state = DraftEntry::State::Unchecked;
    checkNext();
}

void SeedDialog::stopChecking() {
    if (m_ticket == 0) return;
    m_bridge.cancelCheck(std::exchange(m_ticket, 0));
    for (int i = 0; i < m_drafts->count(); ++i)
        if (m_drafts->at(i).state == DraftEntry::State::Checking) m_drafts->at(i).state = DraftEntry::State::Unchecked;
    updateButtons();
}

/// One after the other: the sandbox has one lane for people.
void SeedDialog::checkNext() {
    using State = DraftEntry::State;
    m_ticket = 0;
    for (int i = 0; i < m_drafts->count(); ++i) {
        DraftEntry& entry = m_drafts->at(i);
        if (entry.state != State::Unchecked || (!m_all && i != m_drafts->current())) continue;
        if (selfplay::hasPairs(entry.draft.kind) && entry.draft.inputs.size() < 2) {
            refuse(i, tr("Induction needs at least two inputs: half are shown, half hidden."));
            continue;
        }
        const auto ticket = m_bridge.check(entry.draft);
        if (!ticket) {
            say(i, QStringLiteral("✖ ") + labels::error(ticket.error()));
            break;
        }
        m_ticket = *ticket;
        m_checking = i;
        entry.state = State::Checking;
        say(i, tr("Running in the sandbox…"));
        break;
    }
    updateButtons();
}

void SeedDialog::say(int index, const QString& text) {
    m_drafts->at(index).said = text;
    m_drafts->refresh(index);
    if (index == m_drafts->current()) m_result->setText(text);
}

void SeedDialog::refuse(int index, const QString& text) {
    m_drafts->at(index).state = DraftEntry::State::Refused;
    say(index, QStringLiteral("✖ ") + text);
}

void SeedDialog::showResult(const session::CheckFinished& result) {
    if (m_ticket == 0 || result.ticket != m_ticket) return;
    DraftEntry& entry = m_drafts->at(m_checking);
    entry.outcome = result.outcome;
    const bool here = m_checking == m_drafts->current();
    const bool passed = result.outcome.verdict == execution::Verdict::Ok;
    if (passed && result.refusal) {
        showRefusal(m_checking, *result.refusal);
    } else if (passed) {
        // The keyboard stays: whoever types on would add the task with the next space.
        entry.state = DraftEntry::State::Passed;
        say(m_checking, QStringLiteral("✔ ") + passedText(entry.draft, result.outcome));
    } else {
        const QString difference = differenceText(result.outcome);
        const QString text =
            labels::outcome(result.outcome) + (difference.isEmpty() ? QString() : QStringLiteral("\n")) + difference;
        refuse(m_checking, text);
        const auto import = faultyImport(entry.draft, result.outcome);
        if (here && import) markImport(*import, text);
        if (here && !import) m_program->setFindings({{faultyLine(result.outcome), text}});
    }
    if (m_all) return checkNext();
    m_ticket = 0;
    updateButtons();
}

void SeedDialog::markImport(std::size_t index, const QString& text) {
    const QString statement = labels::text(m_drafts->now().draft.imports.at(index));
    const QString whole = tr("Import “%1”: %2").arg(statement, text);
    say(m_drafts->current(), QStringLiteral("✖ ") + whole);
    setWrong(*m_imports, true);
    m_imports->setAccessibleDescription(whole);
    m_imports->setSelection(static_cast<int>(m_imports->text().indexOf(statement)), static_cast<int>(statement.size()));
}

void SeedDialog::showRefusal(int index, const session::SeedRefusal& refusal) {
    refuse(index, tr("Valid, but %1").arg(refusalText(refusal)));
    if (index == m_drafts->current()) m_program->setFindings(refusalFindings(refusal));
}

void SeedDialog::ask() {
    const DraftEntry& entry = m_drafts->now();
    const auto ticket = m_bridge.ask(session::taskOf(entry.draft, entry.outcome));
    m_answers->show();
    m_answers->setText(ticket ? tr("The model answers once the step under way is over…")
                              : QStringLiteral("✖ ") + labels::error(ticket.error()));
    m_question = ticket.value_or(0);
    updateButtons();
}

void SeedDialog::stopAsking() {
    if (m_question != 0) m_bridge.cancelQuestion(std::exchange(m_question, 0));
}

void SeedDialog::showAnswers(const session::ModelAnswered& answers) {
    if (m_question == 0 || answers.ticket != m_question) return;
    m_question = 0;
    m_answers->setText(answersText(answers));
    updateButtons();
}

void SeedDialog::add() {
    for (int i = m_drafts->count() - 1; i >= 0; --i) {
        if (m_drafts->at(i).state != DraftEntry::State::Passed || !send(i)) continue;
        if (m_drafts->count() == 1) return accept();
        m_drafts->drop(i);
    }
    writeDraft();
    updateButtons();
}

bool SeedDialog::send(int index) {
    const DraftEntry& entry = m_drafts->at(index);
    const session::SeedTask seed{session::taskOf(entry.draft, entry.outcome)};
    // Another run may be at work than the one that the check asked.
    const auto refusal = m_bridge.seedRefusal(seed.task);
    if (refusal) showRefusal(index, *refusal);
    if (refusal) return false;
    const auto command = m_bridge.tryPost(seed);
    if (!command) say(index, QStringLiteral("✖ ") + labels::error(command.error()));
    if (!command) return false;
    m_sent.push_back(entry.draft);
    writeDraft();  // kept until the run has taken it
    Q_EMIT seeded(*command, entry.draft);
    return true;
}

}  // namespace azr::ui
