#include "ui/tokens/token_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QTimer>
#include <QVBoxLayout>
#include <atomic>
#include <cmath>

#include "core/base/guarded.h"
#include "ui/bridge/background.h"
#include "ui/bridge/workspace.h"
#include "ui/labels.h"
#include "ui/tokens/token_text.h"
#include "widgets/forms/focus_keeper.h"

namespace azr::ui {

namespace {

constexpr int kProgressEveryMs = 100;
constexpr int kLeastLetters = 10;  ///< of a list that gives way
constexpr int kTextHeight = 68, kLeastHeight = 212;
constexpr int kKept = -1;  ///< among the places of m_sources: as the sampler gave them

QComboBox* narrowList(const QString& name, QWidget* parent) {
    auto* list = new QComboBox(parent);
    list->setAccessibleName(name);
    list->setToolTip(name);
    list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    list->setMinimumContentsLength(kLeastLetters);
    list->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return list;
}

QLabel* readingLabel(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleName(name);
    return label;
}

QString policyName(const session::PolicySource& source) {
    return source.base() ? TokenView::tr("the model of the start") : TokenView::tr("checkpoint %1").arg(source.step);
}

QString distance(const session::PolicySource& source) {
    if (source.updates == 0) return TokenView::tr("the policy that wrote it");
    if (source.updates > 0)
        return TokenView::tr("%Ln update(s) before the policy that wrote it", nullptr, source.updates);
    return TokenView::tr("%Ln update(s) after the policy that wrote it", nullptr, -source.updates);
}

/// "checkpoint 12: 3 updates before the policy that wrote it"
QString fullName(const session::PolicySource& source) {
    return TokenView::tr("%1: %2").arg(policyName(source), distance(source));
}

/// "Checkpoint 12 (-3)": so many updates before the policy that wrote it.
QString shortName(const session::PolicySource& source) {
    const QString far =
        source.updates == 0
            ? QStringLiteral("±0")
            : (source.updates > 0 ? QStringLiteral("−%1") : QStringLiteral("+%1")).arg(std::abs(source.updates));
    return source.base() ? TokenView::tr("Start (%1)").arg(far)
                         : TokenView::tr("Checkpoint %1 (%2)").arg(source.step).arg(far);
}

QString phaseText(session::ScoringPhase phase) {
    switch (phase) {
        case session::ScoringPhase::Checking: return TokenView::tr("Checking the model…");
        case session::ScoringPhase::Opening: return TokenView::tr("Opening the model…");
        case session::ScoringPhase::Scoring: return TokenView::tr("Reading prompt and completion…");
    }
    return {};
}

/// "–" where it is not known.
QString numberOrDash(double value, int decimals) {
    return std::isnan(value) ? QStringLiteral("–") : labels::number(value, decimals);
}

}  // namespace

/// What the window and the working thread share.
struct TokenView::Shared {
    Control control;
    std::atomic<session::ScoringPhase> phase{session::ScoringPhase::Checking};
};

struct TokenView::Loaded {
    std::optional<session::ScoredCompletion> kept;
    std::vector<session::PolicySource> sources;
    std::optional<store::StepSpan> steps;
};

TokenView::TokenView(Workspace& workspace, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_which(narrowList(tr("Completion whose tokens are shown"), this)),
      m_tint(narrowList(tr("What tokens are tinted by"), this)),
      m_from(narrowList(tr("Where the values come from"), this)),
      m_text(new TokenText(this)),
      m_legend(new TokenLegend(this)),
      m_figures(readingLabel(tr("Figures of the completion"), this)),
      m_reading(readingLabel(tr("The token at the pointer or the caret"), this)),
      m_state(readingLabel(tr("Where the values come from"), this)),
      m_bar(new QProgressBar(this)),
      m_start(new QPushButton(tr("&Work out"), this)),
      m_cancel(new QPushButton(tr("Cancel"), this)),
      m_timer(new QTimer(this)),
      m_scorer(std::make_shared<session::TokenScorer>(workspace.bridge().workspace().toStdString())),
      m_work(std::make_unique<Background>(workspace.bridge().databasePath())) {
    makeParts();
    layOut();
    showBusy(false);
    tell(-1);
}

TokenView::~TokenView() {
    cancel();
}

void TokenView::makeParts() {
    m_tint->addItems({tr("Log-probability"), tr("Entropy")});
    m_from->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_text->setMinimumHeight(kTextHeight);
    m_figures->setObjectName(QStringLiteral("muted"));
    m_state->setObjectName(QStringLiteral("muted"));
    m_bar->setRange(0, 0);
    m_bar->setTextVisible(false);
    m_bar->setMaximumWidth(90);
    m_bar->setAccessibleName(tr("The model is at work"));
    m_bar->setToolTip(tr("A run that trains goes on meanwhile"));
    m_start->setAutoDefault(false);
    m_cancel->setAutoDefault(false);
    m_cancel->setAccessibleName(tr("Cancel working out the tokens"));
    m_cancel->setToolTip(tr("Weights that are being read are read to their end"));
    m_timer->setInterval(kProgressEveryMs);
    connect(m_timer, &QTimer::timeout, this, &TokenView::look);
    connect(m_start, &QPushButton::clicked, this, &TokenView::workOut);
    connect(m_cancel, &QPushButton::clicked, this, &TokenView::cancel);
    connect(m_text, &TokenText::lookedAt, this, &TokenView::tell);
    connect(m_from, &QComboBox::currentIndexChanged, this, &TokenView::sourceChosen);
    connect(m_tint, &QComboBox::currentIndexChanged, this, [this] {
        m_legend->setTintBy(tint());
        m_text->setTintBy(tint());
        say(originText());
    });
    connect(m_which, &QComboBox::currentIndexChanged, this, [this] {
        load();
        if (wanted().attempt.valid()) Q_EMIT attemptChosen(wanted().attempt);
    });
}

void TokenView::layOut() {
    // What does not fit is scrolled to, not cut.
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setMinimumHeight(kLeastHeight);
    scroll->setAccessibleName(tr("Tokens of the completion"));
    auto* inner = new QWidget(scroll);
    inner->setObjectName(QStringLiteral("canvas"));
    scroll->setWidget(inner);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
    auto* lists = new QHBoxLayout;
    lists->setSpacing(6);
    lists->addWidget(m_which, 3);
    lists->addWidget(m_tint, 2);
    auto* scale = new QHBoxLayout;
    scale->setSpacing(10);
    scale->addWidget(m_legend, 0, Qt::AlignTop);
    scale->addWidget(m_figures, 1);
    auto* source = new QHBoxLayout;
    source->setSpacing(6);
    source->addWidget(m_from, 1);
    source->addWidget(m_start);
    source->addWidget(m_bar);
    source->addWidget(m_cancel);
    auto* layout = new QVBoxLayout(inner);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(lists);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_reading);
    layout->addLayout(scale);
    layout->addLayout(source);
    layout->addWidget(m_state);
}

TintBy TokenView::tint() const {
    return m_tint->currentIndex() == 1 ? TintBy::Entropy : TintBy::LogProbability;
}

session::CompletionId TokenView::wanted() const {
    const int place = m_which->currentIndex();
    if (place < 0 || place >= static_cast<int>(m_completions.size())) return {};
    return {m_task, m_completions[static_cast<std::size_t>(place)].first};
}

void TokenView::setTask(const store::TaskDetail& detail) {
    const bool same = m_task == detail.task.id;
    if (!same) cancel();
    std::vector<std::pair<AttemptId, int>> completions;
    QStringList names;
    if (detail.task.tokens > 0) {
        completions.emplace_back(AttemptId{}, detail.task.step);
        names.append(tr("Proposal, step %1").arg(detail.task.step));
    }
    int number = 0;
    for (const store::AttemptRow& attempt : detail.attempts) {
        completions.emplace_back(attempt.id, attempt.step);
        names.append(tr("Attempt %1, step %2: %3")
                         .arg(++number)
                         .arg(attempt.step)
                         .arg(labels::verdict(labels::text(attempt.verdict))));
    }
    // Read anew while it trains, it is mostly as it was: a list that somebody has open stays open.
    if (same && completions == m_completions) return;
    const AttemptId before = same ? wanted().attempt : AttemptId{};
    m_task = detail.task.id;
    m_run = detail.task.run;
    m_completions = std::move(completions);
    {
        const QSignalBlocker quiet(m_which);
        m_which->clear();
        m_which->addItems(names);
        int place = 0;
        for (std::size_t i = 0; i < m_completions.size(); ++i)
            if (same && m_completions[i].first == before) place = static_cast<int>(i);
        m_which->setCurrentIndex(m_completions.empty() ? -1 : place);
    }
    load();
}

void TokenView::choose(AttemptId attempt) {
    for (std::size_t i = 0; i < m_completions.size(); ++i)
        if (m_completions[i].first == attempt) m_which->setCurrentIndex(static_cast<int>(i));
}

void TokenView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    load();
}

/// Only what somebody looks at, and only once.
void TokenView::load() {
    const session::CompletionId completion = wanted();
    if (!isVisible() || m_loaded == completion) return;
    cancel();
    m_loaded = completion;
    m_kept.reset();
    m_sources.clear();
    show(std::nullopt);
    {
        const QSignalBlocker quiet(m_from);
        m_from->clear();
    }
    sourceChosen();
    if (!completion.task.valid()) {
        say(tr("No model wrote anything about this task yet."));
        return;
    }
    say(tr("Reading…"));
    const int step = m_completions[static_cast<std::size_t>(m_which->currentIndex())].second;
    m_work->read(
        this,
        [scorer = m_scorer, completion, step, run = m_run,
         workspace = std::filesystem::path(m_workspace.bridge().workspace().toStdString())](
            store::Reader& reader) -> Result<Loaded> {
            Loaded loaded;
            AZR_TRY(loaded.kept, scorer->kept(reader, completion));
            AZR_TRY(loaded.sources, session::policySources(reader, run, step, workspace));
            AZR_TRY(loaded.steps, reader.tokenSteps(run));
            return loaded;
        },
        [this, completion](Result<Loaded> loaded) { take(completion, std::move(loaded)); });
}

void TokenView::take(const session::CompletionId& completion, Result<Loaded> loaded) {
    if (m_loaded != completion) return;
    if (!loaded) {
        say(QStringLiteral("✖ ") + labels::error(loaded.error()));
        return;
    }
    m_kept = loaded->kept;
    m_sources = loaded->sources;
    listSources(*loaded);
    if (m_kept) return show(m_kept);
    const QString which = loaded->steps ? tr("Kept are those of the steps %1 to %2 (telemetry.token_steps).")
                                              .arg(loaded->steps->first)
                                              .arg(loaded->steps->last)
                                        : tr("Nothing is kept of this run (telemetry.token_steps).");
    say(tr("The tokens of this step are not kept.") + QLatin1Char(' ') + which);
}

void TokenView::listSources(const Loaded& loaded) {
    {
        const QSignalBlocker quiet(m_from);
        m_from->clear();
        if (loaded.kept) m_from->addItem(tr("As the sampler gave them"), kKept);
        for (std::size_t i = 0; i < m_sources.size(); ++i) {
            m_from->addItem(shortName(m_sources[i]), static_cast<int>(i));
            m_from->setItemData(m_from->count() - 1, fullName(m_sources[i]), Qt::ToolTipRole);
        }
        m_from->setCurrentIndex(0);
    }
    sourceChosen();
}

void TokenView::sourceChosen() {
    const QString full = m_from->currentData(Qt::ToolTipRole).toString();
    m_from->setToolTip(full.isEmpty() ? tr("Where the values come from") : full);
    const int place = m_from->count() > 0 ? m_from->currentData().toInt() : kKept;
    m_start->setVisible(!m_shared && m_from->count() > 0);
    m_start->setEnabled(place != kKept);
    if (place == kKept) {
        m_start->setText(tr("&Work out"));
        m_start->setToolTip(tr("Choose a checkpoint to work them out again"));
        if (m_kept) show(m_kept);
    } else {
        const session::PolicySource& source = m_sources[static_cast<std::size_t>(place)];
        m_start->setText(source.base() ? tr("&Work out from the start")
                                       : tr("&Work out from checkpoint %1").arg(source.step));
        m_start->setToolTip(tr("Read prompt and completion once more with this policy: %1").arg(distance(source)));
    }
    m_start->setAccessibleName(m_start->text().remove(QLatin1Char('&')));
}

void TokenView::workOut() {
    const int place = m_from->currentData().toInt();
    if (m_shared || place == kKept || m_from->count() == 0 || !m_loaded) return;
    session::ScoringRequest request;
    request.completion = *m_loaded;
    request.checkpoint = m_sources[static_cast<std::size_t>(place)].step;
    m_shared = std::make_shared<Shared>();
    request.progressed = [shared = m_shared](session::ScoringPhase phase) { shared->phase = phase; };
    const bool atStart = widgets::FocusKeeper::isAt(*m_start);
    showBusy(true);
    if (atStart) m_cancel->setFocus();
    look();
    m_work->read(
        this,
        [scorer = m_scorer, request, shared = m_shared](store::Reader& reader) {
            return scorer->workOut(reader, request, shared->control);
        },
        [this, completion = *m_loaded, shared = m_shared](Result<session::ScoredCompletion> scored) {
            if (shared == m_shared) finish(completion, std::move(scored));
        });
}

/// The answer is not waited for: reading weights cannot be broken off.
void TokenView::cancel() {
    if (!m_shared) return;
    m_shared->control.requestStop();
    m_shared.reset();
    const bool atCancel = widgets::FocusKeeper::isAt(*m_cancel);
    showBusy(false);
    if (atCancel) m_start->setFocus();
    say(tr("Cancelled."));
}

void TokenView::look() {
    if (m_shared) say(phaseText(m_shared->phase));
}

void TokenView::finish(const session::CompletionId& completion, Result<session::ScoredCompletion> scored) {
    m_shared.reset();
    const bool atCancel = widgets::FocusKeeper::isAt(*m_cancel);
    showBusy(false);
    if (atCancel) m_start->setFocus();
    if (m_loaded != completion) return;
    if (scored) return show(std::move(*scored));
    say(QStringLiteral("✖ ") + labels::error(scored.error()));
}

void TokenView::show(std::optional<session::ScoredCompletion> completion) {
    m_shown = std::move(completion);
    m_ranks = m_shown ? m_shown->ranksByImprobability() : std::vector<int>();
    m_text->setTokens(m_shown ? m_shown->tokens : std::vector<session::ScoredToken>());
    m_text->setEnabled(m_shown.has_value());
    say(originText());
    for (QWidget* part : std::initializer_list<QWidget*>{m_reading, m_legend, m_figures})
        part->setVisible(m_shown.has_value());
    if (!m_shown) return m_figures->clear();
    m_figures->setText(tr("mean log-probability %1, perplexity %2")
                           .arg(numberOrDash(m_shown->meanLogprob(), 3), numberOrDash(m_shown->perplexity(), 2)));
}

/// Where the shown values come from, and what they cannot say.
QString TokenView::originText() const {
    if (!m_shown) return {};
    QStringList said;
    if (m_shown->from) {
        said.append(tr("Worked out again: %1, %2.").arg(policyName(*m_shown->from), distance(*m_shown->from)));
        if (!m_shown->sampled)
            said.append(static_cast<int>(m_shown->tokens.size()) == m_shown->sampledTokens
                            ? tr("The tokens are those that the text encodes to.")
                            : tr("The text encodes to %1 tokens, %2 were sampled: they were others.")
                                  .arg(m_shown->tokens.size())
                                  .arg(m_shown->sampledTokens));
        if (!m_shown->otherKernels.empty())
            said.append(tr("With other kernels than the run's (%1), so the last digits may differ.")
                            .arg(labels::text(m_shown->otherKernels)));
    } else {
        if (m_shown->temperature != 1)
            said.append(tr("At temperature %1.").arg(labels::number(m_shown->temperature, 2)));
        if (tint() == TintBy::Entropy) said.append(tr("Entropies are not kept: work them out from a checkpoint."));
    }
    return said.join(QLatin1Char(' '));
}

void TokenView::say(const QString& text) {
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
}

void TokenView::tell(int token) {
    if (!m_shown || token < 0 || token >= static_cast<int>(m_shown->tokens.size())) {
        m_reading->setText(tr("Point at a token, or go to it with the arrow keys."));
        return;
    }
    const auto place = static_cast<std::size_t>(token);
    const session::ScoredToken& one = m_shown->tokens[place];
    using Form = session::ScoredToken::Form;
    QString text = one.form == Form::Text || !one.text.empty()
                       ? QStringLiteral("“%1”").arg(TokenText::escaped(one.text))
                       : QStringLiteral("‹%1›").arg(TokenText::escaped(one.spelling));
    if (one.form == Form::Part) text += tr(" (part of a character)");
    if (one.form == Form::Special) text += tr(" (special)");
    QString told = tr("Token %1 of %2: %3, id %4").arg(token + 1).arg(m_shown->tokens.size()).arg(text).arg(one.id);
    told += tr(" · log-probability %1").arg(numberOrDash(double(one.logprob), 4));
    if (!std::isnan(one.logprob))
        told += tr(" · probability %1 · rank by improbability %2")
                    .arg(labels::percent(std::exp(double(one.logprob))))
                    .arg(m_ranks[place]);
    if (!std::isnan(one.entropy)) told += tr(" · entropy %1").arg(numberOrDash(double(one.entropy), 3));
    if (one.likelier) told += tr(" · likelier was “%1”").arg(TokenText::escaped(*one.likelier));
    m_reading->setText(told);
    m_text->setAccessibleDescription(told);
}

void TokenView::showBusy(bool busy) {
    m_start->setVisible(!busy && m_from->count() > 0);
    m_cancel->setVisible(busy);
    m_bar->setVisible(busy);
    m_from->setEnabled(!busy);
    busy ? m_timer->start() : m_timer->stop();
}

}  // namespace azr::ui
