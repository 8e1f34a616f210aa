#include "ui/dialogs/prompt_preview.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/bridge/background.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"

namespace azr::ui {

namespace {

constexpr int kPreviewPauseMs = 300;

}  // namespace

PromptPreview::PromptPreview(Background& background, QWidget* parent)
    : QWidget(parent),
      m_background(background),
      m_stream(new QComboBox(this)),
      m_note(new QLabel(this)),
      m_text(new QPlainTextEdit(this)),
      m_pause(new QTimer(this)) {
    offerStreams();
    m_stream->setAccessibleName(tr("Which prompt"));
    m_stream->setToolTip(tr("The role and the kind of task"));
    auto* label = new QLabel(tr("Pro&mpt"), this);
    label->setBuddy(m_stream);
    m_note->setObjectName(QStringLiteral("muted"));
    m_note->setWordWrap(true);
    m_note->setMinimumHeight(2 * m_note->fontMetrics().lineSpacing());
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Text of the prompt"));
    m_text->setToolTip(tr("Every character that the model is shown"));
    QFont mono(QStringLiteral("DejaVu Sans Mono"));
    mono.setPointSizeF(9);
    m_text->setFont(mono);
    m_pause->setSingleShot(true);
    m_pause->setInterval(kPreviewPauseMs);
    auto* top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(label);
    top->addWidget(m_stream);
    top->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 14, 4, 4);
    layout->setSpacing(10);
    layout->addLayout(top);
    layout->addWidget(m_text, 1);
    connect(m_stream, &QComboBox::currentIndexChanged, this, &PromptPreview::showStream);
    connect(m_pause, &QTimer::timeout, this, &PromptPreview::read);
}

/// In the order of session::previewPrompts().
void PromptPreview::offerStreams() {
    const auto kinds = selfplay::shownKinds(m_config.selfplay);
    if (m_stream->count() == int(kinds.size() * selfplay::kRoleCount)) return;
    m_stream->clear();
    for (const QString& pattern : {tr("Propose: %1"), tr("Solve: %1")})
        for (const selfplay::TaskKind kind : kinds) m_stream->addItem(pattern.arg(labels::kind(kindName(kind))));
}

void PromptPreview::setConfig(const config::RunConfig& config) {
    m_config = config;
    offerStreams();
    m_stale = true;
    if (isVisible()) m_pause->start();
}

void PromptPreview::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) read();
}

void PromptPreview::read() {
    m_stale = false;
    const quint64 asked = ++m_asked;
    m_background.read(
        this, [config = m_config](store::Reader&) { return session::previewPrompts(config); },
        [this, asked](Result<std::vector<session::PromptExample>> examples) {
            if (asked == m_asked) apply(std::move(examples));
        });
}

void PromptPreview::apply(Result<std::vector<session::PromptExample>> examples) {
    m_examples.clear();
    if (examples) {
        m_examples = std::move(*examples);
        showStream();
        return;
    }
    m_text->clear();
    m_note->setText(QStringLiteral("✖ ") + labels::error(examples.error()));
}

void PromptPreview::showStream() {
    const auto index = static_cast<std::size_t>(qMax(0, m_stream->currentIndex()));
    if (index >= m_examples.size()) return;
    const session::PromptExample& example = m_examples[index];
    m_text->setPlainText(labels::text(example.text));
    QString note = tr("%1 of at most %2 tokens").arg(example.tokens).arg(m_config.prompt.promptLimit);
    if (example.tokens > m_config.prompt.promptLimit) note = QStringLiteral("▲ ") + note;
    QStringList stops;
    for (const std::string& stop : example.stopTexts) stops.append(labels::text(stop).trimmed());
    if (!stops.isEmpty()) note += tr(" · ends at %1").arg(stops.join(tr(" or ")));
    m_note->setText(note + tr(" · with the identity task that a run begins with"));
}

}  // namespace azr::ui
