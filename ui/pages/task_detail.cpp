#include "ui/pages/task_detail.h"

#include <QEvent>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QVBoxLayout>

#include "core/selfplay/kinds.h"
#include "ui/labels.h"
#include "ui/models/attempt_table_model.h"
#include "ui/models/task_table_model.h"
#include "ui/pages/reward_account.h"
#include "ui/tokens/token_view.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"
#include "widgets/log_view.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

constexpr int kAnswerWidth = 56;  ///< for its sake others give way

QString row(const QString& name, const QString& value, bool code) {
    const QString shown = value.toHtmlEscaped();
    return QStringLiteral("<tr><td style='padding:2px 14px 2px 0'>%1</td><td style='padding:2px 0'>%2</td></tr>")
        .arg(name, code ? QStringLiteral("<code>%1</code>").arg(shown) : shown);
}

bool isError(const store::TaskRow& task) {
    const auto kind = selfplay::kindFromName(task.kind);
    return kind && selfplay::namesError(*kind);
}

/// Why there are no attempts at a task.
QString untried(const store::TaskRow& task) {
    if (task.verdict != "ok")
        return TaskDetailView::tr("Not tried: the proposal is not valid, and solvers get valid tasks only");
    if (task.status == "vetoed") return TaskDetailView::tr("Not tried: it was vetoed first");
    if (task.status == "abandoned") return TaskDetailView::tr("Not tried: its step was broken off");
    if (task.step == 0)
        return TaskDetailView::tr("Not tried yet: a seed is solved when a step draws it from its buffer");
    if (task.status == "proposed")
        return TaskDetailView::tr("Not tried: the task is valid, but was not taken into a buffer");
    return TaskDetailView::tr("Nobody has tried this task yet");
}

/// A composite program without the functions that it was given.
QString ownProgram(const store::TaskRow& task) {
    std::string before;
    for (const store::GivenRow& one : task.given) before += one.program + "\n\n";
    return labels::text(task.program.starts_with(before) ? task.program.substr(before.size()) : task.program);
}

QString givenPrograms(const store::TaskRow& task) {
    QStringList programs;
    for (const store::GivenRow& one : task.given) programs.append(labels::text(one.program));
    return programs.join(QStringLiteral("\n\n"));
}

/// What people made of it, and what became of what they last asked for.
QString marksOf(const store::TaskDetail& detail) {
    const store::TaskRow& task = detail.task;
    QString text;
    if (task.pinned) text += TaskDetailView::tr(" · ★ pinned");
    QStringList tags;
    for (const std::string& tag : task.tags) tags.append(labels::text(tag));
    if (!tags.isEmpty()) text += TaskDetailView::tr(" · tags: %1").arg(tags.join(QStringLiteral(", ")));
    if (!task.note.empty()) text += QStringLiteral("\n") + TaskDetailView::tr("Note: %1").arg(labels::text(task.note));
    if (!task.pending.empty())
        text += QStringLiteral("\n") + labels::pending(labels::text(task.pending));
    else if (!detail.commands.empty() && detail.commands.back().status == "refused")
        text += QStringLiteral("\n✖ %1: %2")
                    .arg(labels::command(labels::text(detail.commands.back().name)),
                         labels::said(detail.commands.back().answer));
    return text;
}

/// The first attempt that holds the text; -1: none does.
int soughtIn(const store::TaskDetail& detail, const QString& text) {
    for (std::size_t i = 0; !text.isEmpty() && i < detail.attempts.size(); ++i)
        if (labels::text(detail.attempts[i].completion).contains(text, Qt::CaseInsensitive)) return static_cast<int>(i);
    return -1;
}

QPlainTextEdit* textBox(const QString& name, QWidget* parent) {
    auto* box = new QPlainTextEdit(parent);
    box->setReadOnly(true);
    box->setTabChangesFocus(true);
    box->setAccessibleName(name);
    box->setToolTip(name);
    QFont mono(QStringLiteral("DejaVu Sans Mono"));
    mono.setPointSizeF(8.5);
    box->setFont(mono);
    return box;
}

QLabel* wordLabel(const char* style, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(style));
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard |
                                   Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    return label;
}

}  // namespace

TaskDetailView::TaskDetailView(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_stack(new QStackedWidget(this)), m_attempts(new AttemptTableModel(this)) {
    auto* nothing = new QLabel(tr("Choose a task to see its program and every attempt at it"), m_stack);
    nothing->setObjectName(QStringLiteral("muted"));
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setWordWrap(true);
    auto* content = new QSplitter(Qt::Vertical, m_stack);
    content->setObjectName(QStringLiteral("task"));
    content->setChildrenCollapsible(false);
    content->addWidget(makeFacts());
    m_tabs = new QTabWidget(content);
    m_tabs->setAccessibleName(tr("Attempts, proposal and history"));
    m_tabs->addTab(makeAttempts(), tr("Attem&pts"));
    m_tokens = new TokenView(workspace, m_tabs);
    m_tabs->addTab(m_tokens, tr("To&kens"));
    connect(m_tokens, &TokenView::attemptChosen, this, [this](AttemptId attempt) {
        for (int row = 0; row < m_attempts->rowCount(); ++row)
            if (m_attempts->attempt(row).id == attempt) m_attemptTable->selectRow(row);
    });
    m_proposal = textBox(tr("How the task was proposed"), m_tabs);
    m_tabs->addTab(m_proposal, tr("Pr&oposal"));
    m_history = new widgets::LogView(m_tabs);
    m_history->setAccessibleName(tr("History of the task"));
    m_tabs->addTab(m_history, tr("Histor&y"));
    content->addWidget(m_tabs);
    content->setStretchFactor(0, 1);
    content->setStretchFactor(1, 1);
    content->setSizes({330, 290});
    m_stack->addWidget(nothing);
    m_stack->addWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
}

QWidget* TaskDetailView::makeFacts() {
    auto* page = new QFrame(this);
    page->setObjectName(QStringLiteral("card"));
    // What does not fit is scrolled to, not cut.
    auto* scroll = new QScrollArea(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("The task"));
    auto* inner = new QWidget(scroll);
    inner->setObjectName(QStringLiteral("canvas"));
    scroll->setWidget(inner);
    auto* whole = new QVBoxLayout(page);
    whole->setContentsMargins(1, 1, 1, 1);
    whole->addWidget(scroll);
    m_title = wordLabel("cardTitle", inner);
    m_verdict = wordLabel("muted", inner);
    m_facts = wordLabel("facts", inner);
    m_origin = wordLabel("muted", inner);
    m_origin->setAccessibleName(tr("References"));
    m_program = new widgets::CodeView(widgets::CodeView::Mode::ReadOnly, inner);
    m_program->setAccessibleName(tr("Program of the task"));
    m_program->setVisibleLines(4);
    m_givenNote = wordLabel("muted", inner);
    m_givenNote->setAccessibleName(tr("Where the given functions come from"));
    m_given = new widgets::CodeView(widgets::CodeView::Mode::ReadOnly, inner);
    m_given->setObjectName(QStringLiteral("given"));
    m_given->setAccessibleName(tr("Given functions"));
    m_given->setVisibleLines(2);
    auto* layout = new QVBoxLayout(inner);
    layout->setContentsMargins(14, 10, 14, 10);
    layout->setSpacing(6);
    layout->addWidget(m_title);
    layout->addWidget(m_verdict);
    layout->addWidget(m_givenNote);
    layout->addWidget(m_given);
    layout->addWidget(m_program);
    layout->addWidget(m_facts);
    layout->addWidget(m_origin);
    layout->addStretch(1);
    for (QLabel* links : {m_origin, m_givenNote})
        connect(links, &QLabel::linkActivated, this, [this](const QString& link) {
            if (link == QLatin1String("lineage"))
                Q_EMIT lineageWanted(m_task);
            else
                Q_EMIT taskWanted(TaskId{link.toLongLong()});
        });
    return page;
}

QWidget* TaskDetailView::makeAttempts() {
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setObjectName(QStringLiteral("attempts"));
    split->setChildrenCollapsible(false);
    m_attemptTable = new widgets::CopyableTable(split);
    m_attemptTable->setModel(m_attempts);
    m_attemptTable->setItemDelegateForColumn(AttemptTableModel::Verdict, new widgets::StatusDelegate(m_attemptTable));
    m_attemptTable->setAccessibleName(tr("Attempts"));
    QStringList verdicts;
    for (const char* usual : {"ok", "wrong", "exception", "parse_error"})
        verdicts.append(labels::verdict(QLatin1String(usual)));
    const int verdictWidth = widgets::StatusDelegate::columnWidth(m_attemptTable->fontMetrics(), verdicts);
    m_attemptTable->setObjectName(QStringLiteral("attemptTable"));
    m_attemptTable->setColumnWidths({0, verdictWidth, 0, 0, 0, kAnswerWidth});
    m_attemptTable->setColumnWidth(
        AttemptTableModel::Use,
        m_attemptTable->widthOf({labels::use(QStringLiteral("rollout")), labels::use(QStringLiteral("train"))}));
    m_attemptTable->keepLastColumn(kAnswerWidth, {AttemptTableModel::Tokens, AttemptTableModel::Use});
    m_completion = textBox(tr("What the model wrote in this attempt"), split);
    m_completion->setPlaceholderText(tr("Choose an attempt to read it"));
    split->addWidget(m_attemptTable);
    split->addWidget(m_completion);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    connect(m_attemptTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) { showAttempt(index.row()); });
    return split;
}

void TaskDetailView::clear() {
    m_task = {};
    m_stack->setCurrentIndex(0);
}

void TaskDetailView::show(const store::TaskDetail& detail) {
    const bool same = m_task == detail.task.id;
    const int chosen = same ? m_attemptTable->currentIndex().row() : soughtIn(detail, m_sought);
    m_task = detail.task.id;
    m_detail = detail;
    showFacts(detail);
    if (!same || m_program->code() != ownProgram(detail.task)) {
        m_program->setCode(ownProgram(detail.task));
        m_program->fitHeight(4, 14);
    }
    if (const QString given = givenPrograms(detail.task); m_given->code() != given) {
        m_given->setCode(given);
        m_given->fitHeight(2, 8);
    }
    m_attemptTable->setEmptyText(untried(detail.task));
    m_completion->setVisible(!detail.attempts.empty());
    m_attempts->setAttempts(detail.attempts);
    m_tokens->setTask(detail);
    m_tabs->setTabText(0, tr("Attem&pts (%1)").arg(detail.attempts.size()));
    m_proposal->setPlainText(detail.task.completion.empty()
                                 ? tr("This task was not proposed by the model.")
                                 : tr("Completion:\n%1\n\n— Reward and advantage:\n%2\n\n— The prompt:\n%3")
                                       .arg(labels::text(detail.task.completion), accountText(proposalAccount(detail)),
                                            labels::text(detail.task.prompt)));
    m_history->clear();
    for (const store::CommandRow& command : detail.commands) {
        const bool waits = command.status == "pending";
        QString text = labels::command(labels::text(command.name)) + QStringLiteral(": ");
        text += waits ? tr("waits for the loop") : labels::said(command.answer);
        m_history->append(waits ? QString() : tr("step %1").arg(command.step),
                          waits                         ? widgets::Tone::Info
                          : command.status == "applied" ? widgets::Tone::Good
                                                        : widgets::Tone::Warning,
                          text);
    }
    for (const store::BufferEventRow& event : detail.buffer) {
        QString text = labels::bufferAction(labels::text(event.action));
        if (!event.reason.empty()) text += QStringLiteral(": ") + labels::text(event.reason);
        m_history->append(tr("step %1").arg(event.step), widgets::Tone::Neutral, text);
    }
    m_tokensFollow = !same;  // read anew, it may show the proposal
    if (!detail.attempts.empty()) m_attemptTable->selectRow(qBound(0, chosen, int(detail.attempts.size()) - 1));
    m_tokensFollow = true;
    if (detail.attempts.empty()) showAttempt(-1);
    m_stack->setCurrentIndex(1);
}

void TaskDetailView::showFacts(const store::TaskDetail& detail) {
    const store::TaskRow& task = detail.task;
    const QString step = task.step > 0 ? tr("step %1").arg(task.step) : tr("seeding");
    m_title->setText(tr("%1 · %2 · %3 · from %4")
                         .arg(labels::taskNumber(task.id), labels::kind(labels::text(task.kind)), step,
                              labels::origin(labels::text(task.origin))));
    QString verdict = widgets::toneSign(labels::verdictTone(labels::text(task.verdict))) + QStringLiteral(" ") +
                      labels::taskVerdict(labels::text(task.verdict)) + QStringLiteral(" · ") +
                      labels::taskStatus(labels::text(task.status));
    if (task.learnability >= 0) verdict += tr(" · solved %1").arg(labels::percent(task.learnability));
    verdict += tr(" · reward %1").arg(labels::number(task.reward, 2));
    if (task.nearDuplicate) verdict += tr(" · near-duplicate");
    if (task.coinFlip) verdict += tr(" · coin flip");
    verdict += marksOf(detail);
    if (!task.reason.empty()) verdict += QStringLiteral("\n") + labels::text(task.reason);
    if (!task.detail.empty()) verdict += QStringLiteral(": ") + labels::text(task.detail);
    m_verdict->setText(verdict);
    QString facts;
    if (!task.imports.empty()) {
        QStringList imports;
        for (const std::string& one : task.imports) imports.append(labels::text(one));
        facts += row(tr("Imports"), imports.join(QStringLiteral("; ")), true);
    }
    if (!task.input.empty()) facts += row(tr("Input"), labels::text(task.input), true);
    if (!task.output.empty() && isError(task))
        facts += row(tr("Ends with"), labels::text(task.output), true);
    else if (!task.output.empty())
        facts +=
            row(tr("Output"), labels::text(task.output) + QStringLiteral("   ") + labels::text(task.outputType), true);
    if (!task.message.empty()) facts += row(tr("Message"), labels::text(task.message), false);
    for (std::size_t i = 0; i < task.pairs.size(); ++i) {
        QString call = QStringLiteral("f(%1)").arg(labels::text(task.pairs[i].input));
        if (!task.pairs[i].output.empty()) call += QStringLiteral(" → ") + labels::text(task.pairs[i].output);
        facts += row(i < task.pairs.size() / 2 ? tr("Shown") : tr("Hidden"), call, true);
    }
    m_facts->setText(QStringLiteral("<table>%1</table>").arg(facts));
    m_facts->setVisible(!facts.isEmpty());
    showGiven(task);
    QStringList links;
    for (const store::TaskRow& reference : detail.references)
        links.append(link(reference.id, labels::kind(labels::text(reference.kind))));
    const QString lineage = QStringLiteral("<a style='color:%2' href='lineage'>%1</a>")
                                .arg(tr("Lineage…"), widgets::colorsOf(*this).accent.name());
    m_origin->setText(links.isEmpty() ? lineage
                                      : tr("Inspired by %1").arg(links.join(QStringLiteral(", "))) +
                                            QStringLiteral(" · ") + lineage);
}

QString TaskDetailView::link(TaskId task, const QString& name) const {
    return QStringLiteral("<a style='color:%4' href='%1'>%2 %3</a>")
        .arg(task.value)
        .arg(labels::taskNumber(task), name, widgets::colorsOf(*this).accent.name());
}

/// What a composite program builds on.
void TaskDetailView::showGiven(const store::TaskRow& task) {
    QStringList links;
    for (std::size_t i = 0; i < task.given.size(); ++i)
        links.append(link(task.given[i].task, QStringLiteral("(g_%1)").arg(i)));
    m_givenNote->setText(tr("Builds on %1").arg(links.join(QStringLiteral(", "))));
    m_givenNote->setVisible(!links.isEmpty());
    m_given->setVisible(!links.isEmpty());
}

void TaskDetailView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_task.valid()) showFacts(m_detail);
}

void TaskDetailView::showAttempt(int row) {
    if (row < 0 || row >= m_attempts->rowCount()) {
        m_completion->clear();
        return;
    }
    const store::AttemptRow& attempt = m_attempts->attempt(row);
    if (m_tokensFollow) m_tokens->choose(attempt.id);
    QString text = labels::text(attempt.completion);
    if (!attempt.reason.empty())
        text += tr("\n\n— %1: %2").arg(labels::text(attempt.reason), labels::text(attempt.detail));
    const QString account = accountText(comparison(attempt, m_detail.task) + attemptAccount(attempt, m_detail));
    text += tr("\n\n— Reward and advantage, in step %1:\n%2").arg(attempt.step).arg(account);
    if (!attempt.prompt.empty()) text += tr("\n\n— The prompt:\n%1").arg(labels::text(attempt.prompt));
    m_completion->setPlainText(text);
    if (!m_sought.isEmpty()) m_completion->find(m_sought);
}

}  // namespace azr::ui
