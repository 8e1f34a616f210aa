#include "widgets/forms/filter_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QTimer>
#include <QToolButton>

#include "widgets/forms/flow_layout.h"

namespace azr::widgets {

namespace {

constexpr char kSearchKey[] = "search";
constexpr int kTypingPauseMs = 250;
constexpr int kGap = 8;
constexpr int kSearchWidth = 220;
constexpr int kNarrowSearch = 112;

QSizePolicy flowing() {
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    return policy;
}

}  // namespace

FilterBar::FilterBar(QWidget* parent) : QWidget(parent), m_reset(new QToolButton(this)), m_typing(new QTimer(this)) {
    auto* filters = new QWidget(this);
    m_filters = new FlowLayout(filters, kGap);
    filters->setSizePolicy(flowing());
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    layout->addWidget(filters, 1);
    setSizePolicy(flowing());
    m_reset->setText(tr("Clear filters"));
    m_reset->setAccessibleName(m_reset->text());
    m_reset->setToolTip(tr("Show everything again"));
    m_reset->hide();
    m_filters->addWidget(m_reset);
    m_typing->setSingleShot(true);
    m_typing->setInterval(kTypingPauseMs);
    connect(m_typing, &QTimer::timeout, this, &FilterBar::tell);
    connect(m_reset, &QToolButton::clicked, this, [this] {
        reset();
        focusSearch();  // the button is gone
    });
}

void FilterBar::addChoice(const QString& id, const QString& label, const QString& any,
                          const QList<FilterChoice>& choices) {
    auto* box = new QComboBox(this);
    box->addItem(any, QString());
    for (const FilterChoice& one : choices) box->addItem(one.label, one.key);
    box->setAccessibleName(label);
    box->setToolTip(label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_choices.insert(id, box);
    addFilter(box);
    connect(box, &QComboBox::currentIndexChanged, this, &FilterBar::tell);
}

void FilterBar::addSearch(const QString& hint) {
    m_search = new QLineEdit(this);
    m_search->setPlaceholderText(hint);
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(hint);
    m_search->setToolTip(hint);
    m_search->setFixedWidth(kSearchWidth);
    addFilter(m_search);
    connect(m_search, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, &FilterBar::tell);
}

void FilterBar::addMore(MoreFilters* more) {
    m_more = more;
    addFilter(more);
    connect(more, &MoreFilters::changed, this, &FilterBar::tell);
}

void FilterBar::addFilter(QWidget* filter) {
    // The button that clears them stays the last.
    m_filters->removeWidget(m_reset);
    m_filters->addWidget(filter);
    m_filters->addWidget(m_reset);
    setTabOrder(filter, m_reset);
}

/// The search gives way before a filter takes a second line.
void FilterBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (!m_search) return;
    int room = width();
    for (const QComboBox* box : std::as_const(m_choices)) room -= box->sizeHint().width() + kGap;
    if (m_more) room -= m_more->sizeHint().width() + kGap;
    for (int i = 1; i < layout()->count(); ++i) room -= layout()->itemAt(i)->sizeHint().width() + kGap;
    m_search->setFixedWidth(qBound(kNarrowSearch, room, kSearchWidth));
}

void FilterBar::addWidget(QWidget* widget) {
    layout()->addWidget(widget);
    layout()->setAlignment(widget, Qt::AlignTop);
}

QString FilterBar::choice(const QString& id) const {
    const QComboBox* box = m_choices.value(id);
    return box ? box->currentData().toString() : QString();
}

void FilterBar::setChoice(const QString& id, const QString& key) {
    if (QComboBox* box = m_choices.value(id)) box->setCurrentIndex(qMax(0, box->findData(key)));
}

QString FilterBar::searchText() const {
    return m_search ? m_search->text().trimmed() : QString();
}

void FilterBar::setSearchText(const QString& text) {
    if (m_search) m_search->setText(text);
}

bool FilterBar::isActive() const {
    if (!searchText().isEmpty()) return true;
    for (const QComboBox* box : m_choices)
        if (box->currentIndex() > 0) return true;
    return m_more && m_more->isActive();
}

void FilterBar::reset() {
    setState({});
}

QVariantMap FilterBar::state() const {
    QVariantMap state;
    if (m_more) state = m_more->state();
    for (auto one = m_choices.cbegin(); one != m_choices.cend(); ++one)
        if (one.value()->currentIndex() > 0) state.insert(one.key(), one.value()->currentData());
    if (!searchText().isEmpty()) state.insert(QLatin1String(kSearchKey), searchText());
    return state;
}

void FilterBar::show(const QVariantMap& state) {
    const QSignalBlocker quiet(this);
    for (auto one = m_choices.cbegin(); one != m_choices.cend(); ++one)
        one.value()->setCurrentIndex(qMax(0, one.value()->findData(state.value(one.key()).toString())));
    if (m_search) m_search->setText(state.value(QLatin1String(kSearchKey)).toString());
    if (m_more) m_more->setState(state);
}

void FilterBar::setState(const QVariantMap& state) {
    show(state);
    tell();
}

void FilterBar::focusSearch() {
    if (m_search) m_search->setFocus(Qt::ShortcutFocusReason);
}

void FilterBar::tell() {
    m_typing->stop();
    m_reset->setVisible(isActive());
    Q_EMIT changed();
}

}  // namespace azr::widgets
