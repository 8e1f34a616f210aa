#include "ui/pages/snippet_console.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/labels.h"
#include "widgets/code_view.h"
#include "widgets/forms/focus_keeper.h"

namespace azr::ui {

namespace {

constexpr char kExample[] = "def f(x):\n    return sorted(x)\n";
constexpr qsizetype kShownCharacters = 600;
constexpr char kProgramKey[] = "draft_console/program";
constexpr char kInputKey[] = "draft_console/input";
constexpr int kWritingPauseMs = 300;

QString shortened(QString text) {
    if (text.size() > kShownCharacters) text = text.left(kShownCharacters) + QStringLiteral(" …");
    return text;
}

/// "rule:line:column:text" of the inspector as a remark on its line.
widgets::Finding remark(const std::string& finding) {
    const QString text = labels::text(finding);
    return {qMax(1, text.section(QLatin1Char(':'), 1, 1).toInt()),
            QStringLiteral("%1: %2").arg(text.section(QLatin1Char(':'), 0, 0), text.section(QLatin1Char(':'), 3))};
}

QList<widgets::Finding> remarks(const execution::ValidateOutcome& outcome) {
    QList<widgets::Finding> found;
    for (const std::string& finding : outcome.measures.findings) {
        const widgets::Finding one = remark(finding);
        const auto same = std::find_if(found.begin(), found.end(), [&](const auto& it) { return it.line == one.line; });
        if (same == found.end())
            found.append(one);
        else if (!same->text.contains(one.text))
            same->text += QStringLiteral(" · ") + one.text;
    }
    if (!found.isEmpty() || outcome.verdict == execution::Verdict::Ok) return found;
    static const QRegularExpression pattern(QStringLiteral("line (\\d+)"));
    const QRegularExpressionMatch match = pattern.match(labels::text(outcome.detail));
    if (match.hasMatch()) found.append({match.captured(1).toInt(), labels::text(outcome.detail)});
    return found;
}

QLabel* selectable(QWidget* parent, const QString& name) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleName(name);
    return label;
}

}  // namespace

SnippetConsole::SnippetConsole(Workspace& workspace, QWidget* parent)
    : QFrame(parent),
      m_workspace(workspace),
      m_bridge(workspace.bridge()),
      m_program(new widgets::CodeView(widgets::CodeView::Mode::Edit, this)),
      m_input(new QLineEdit(QStringLiteral("[3, 1, 2]"), this)),
      m_run(new QPushButton(tr("Run in the &sandbox"), this)),
      m_cancel(new QPushButton(tr("&Cancel"), this)),
      m_writing(new QTimer(this)),
      m_verdict(selectable(this, tr("Verdict"))),
      m_value(selectable(this, tr("Value"))),
      m_details(selectable(this, tr("Details"))) {
    setObjectName(QStringLiteral("card"));
    auto* heading = new QLabel(tr("Try a program"), this);
    heading->setObjectName(QStringLiteral("cardTitle"));
    m_program->setVisibleLines(7);
    m_program->setCode(QString::fromLatin1(kExample));
    m_program->setAccessibleName(tr("Program"));
    m_input->setAccessibleName(tr("Input"));
    m_input->setToolTip(tr("What stands between the parentheses of f(…)"));
    auto* label = new QLabel(tr("&Input"), this);
    label->setBuddy(m_input);
    m_run->setToolTip(tr("The way a proposal of the model goes: inspected, run twice, judged"));
    m_run->setAccessibleName(tr("Run in the sandbox"));
    m_cancel->setAccessibleName(tr("Cancel the run"));
    m_cancel->setToolTip(tr("End the program now"));
    m_cancel->hide();
    m_value->setFont(m_program->font());
    m_details->setObjectName(QStringLiteral("muted"));
    m_verdict->setText(tr("Nothing was run yet."));

    auto* bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(m_input, 1);
    bar->addWidget(m_run);
    bar->addWidget(m_cancel);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 14, 14);
    layout->addWidget(heading);
    layout->addWidget(m_program, 1);
    layout->addLayout(bar);
    for (QLabel* one : {m_verdict, m_value, m_details}) layout->addWidget(one);

    connect(m_run, &QPushButton::clicked, this, &SnippetConsole::run);
    connect(m_input, &QLineEdit::returnPressed, this, &SnippetConsole::run);
    connect(m_program, &widgets::CodeView::textChanged, m_program, &widgets::CodeView::clearFindings);
    connect(m_cancel, &QPushButton::clicked, this, &SnippetConsole::cancel);
    connect(&m_bridge, &SessionBridge::checkFinished, this, &SnippetConsole::show);
    readDraft();
    m_writing->setSingleShot(true);
    m_writing->setInterval(kWritingPauseMs);
    connect(m_writing, &QTimer::timeout, this, &SnippetConsole::writeDraft);
    connect(m_program, &widgets::CodeView::textChanged, m_writing, qOverload<>(&QTimer::start));
    connect(m_input, &QLineEdit::textEdited, m_writing, qOverload<>(&QTimer::start));
}

SnippetConsole::~SnippetConsole() {
    if (m_writing->isActive()) writeDraft();
}

void SnippetConsole::readDraft() {
    const QSettings& memory = m_workspace.memory();
    if (!memory.contains(QLatin1String(kProgramKey))) return;
    setSnippet(memory.value(QLatin1String(kProgramKey)).toString(), memory.value(QLatin1String(kInputKey)).toString());
}

void SnippetConsole::writeDraft() {
    m_writing->stop();
    QSettings& memory = m_workspace.memory();
    memory.setValue(QLatin1String(kProgramKey), m_program->code());
    memory.setValue(QLatin1String(kInputKey), m_input->text());
    memory.sync();
}

/// What ends a program, whatever it does.
QString SnippetConsole::limits() const {
    const auto report = m_bridge.sandboxReport();
    const bool known = report && report->wallSeconds > 0;
    const execution::ExecutorOptions usual;
    const auto seconds = [](double value) { return QLocale().toString(value, 'g', 4); };
    return tr("It is ended after %1 s of processor time, or %2 s in all.")
        .arg(seconds(known ? report->cpuSeconds : usual.cpuSeconds),
             seconds(known ? report->wallSeconds : usual.wallSeconds));
}

void SnippetConsole::cancel() {
    if (m_ticket == 0) return;
    m_bridge.cancelCheck(m_ticket);
    m_verdict->setText(tr("Cancelling…"));
    m_cancel->setEnabled(false);
}

QString SnippetConsole::result() const {
    return QStringList{m_verdict->text(), m_value->text(), m_details->text()}.join(QLatin1Char('\n'));
}

void SnippetConsole::setSnippet(const QString& program, const QString& input) {
    m_program->setCode(program);
    m_input->setText(input);
}

void SnippetConsole::run() {
    if (!m_run->isEnabled()) return;
    session::Draft draft;
    draft.program = m_program->code().toStdString();
    draft.inputs = {m_input->text().toStdString()};
    m_program->clearFindings();
    m_value->clear();
    m_details->clear();
    const auto ticket = m_bridge.check(draft);
    if (!ticket) {
        m_verdict->setText(QStringLiteral("✖ ") + labels::error(ticket.error()));
        return;
    }
    m_ticket = *ticket;
    m_run->setEnabled(false);
    m_cancel->setEnabled(true);
    m_cancel->show();
    m_verdict->setText(tr("Running in the sandbox…"));
    m_details->setText(limits());
}

void SnippetConsole::show(const session::CheckFinished& finished) {
    if (m_ticket == 0 || finished.ticket != m_ticket) return;
    m_ticket = 0;
    m_run->setEnabled(true);
    if (widgets::FocusKeeper::isAt(*m_cancel)) m_run->setFocus();
    m_cancel->hide();
    m_details->clear();
    if (finished.cancelled) {
        m_verdict->setText(tr("Cancelled: the program was ended."));
        return;
    }
    const execution::ValidateOutcome& outcome = finished.outcome;
    const execution::RunOutcome run = outcome.runs.empty() ? execution::RunOutcome{} : outcome.runs.front();
    const bool fine = outcome.verdict == execution::Verdict::Ok;
    const bool refused = !fine && !outcome.measures.findings.empty();
    execution::ValidateOutcome shown = outcome;
    if (refused) shown.detail.clear();  // it stands beside the code
    m_verdict->setText((fine ? QStringLiteral("✔ ") : QStringLiteral("✖ ")) + shortened(labels::outcome(shown)));
    if (!run.value.empty())
        m_value->setText(tr("%1 (%2)").arg(shortened(labels::text(run.value)), labels::text(run.type)));
    const QLocale locale;
    QStringList details{tr("%1 ms of processor time, %2 ms in all")
                            .arg(locale.toString(run.cpuMs, 'f', 2), locale.toString(outcome.milliseconds, 'f', 1))};
    if (!refused) details.append(outcome.measures.pure ? tr("pooled interpreter") : tr("a fork of its own"));
    if (!run.printed.empty()) details.append(tr("printed: %1").arg(shortened(labels::text(run.printed).trimmed())));
    m_details->setText(details.join(QStringLiteral(" · ")));
    m_program->setFindings(remarks(outcome));
}

}  // namespace azr::ui
