#include "ui/dialogs/steering/marks_dialog.h"

#include <QCheckBox>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr int kNoteHeight = 110;

QStringList tagList(const QString& text) {
    QStringList tags;
    for (const QString& part : text.split(QLatin1Char(',')))
        if (const QString tag = part.trimmed(); !tag.isEmpty() && !tags.contains(tag)) tags.append(tag);
    return tags;
}

QStringList tagList(const std::vector<std::string>& tags) {
    QStringList list;
    for (const std::string& tag : tags) list.append(labels::text(tag));
    return list;
}

Result<MarksDialog::Marked> marksOf(store::Reader& reader, const session::Marked& of) {
    if (of.task.valid()) {
        AZR_TRY(const store::TaskRow row, reader.taskRow(of.task));
        return MarksDialog::Marked{of, row.pinned, row.tags, labels::text(row.note)};
    }
    AZR_TRY(const store::RunRow row, reader.run(of.run));
    return MarksDialog::Marked{of, row.pinned, row.tags, labels::text(row.note)};
}

}  // namespace

MarksDialog::MarksDialog(QList<Marked> marked, const QStringList& known, QWidget* parent)
    : SendingDialog(parent),
      m_marked(std::move(marked)),
      m_pinned(new QCheckBox(tr("&Pinned"), this)),
      m_tags(new QLineEdit(common().join(QStringLiteral(", ")), this)),
      m_note(new QPlainTextEdit(this)),
      m_problem(new QLabel(this)) {
    const bool ofRun = m_marked.front().of.run.valid();
    setWindowTitle(tr("Marks"));
    auto* title = new QLabel(
        ofRun ? tr("Marks of the shown run") : tr("Marks of %n task(s)", nullptr, static_cast<int>(m_marked.size())),
        this);
    title->setObjectName(QStringLiteral("sectionTitle"));
    const auto pinned = std::ranges::count_if(m_marked, &Marked::pinned);
    m_pinned->setTristate(pinned > 0 && pinned < m_marked.size());
    m_pinned->setCheckState(pinned == 0                 ? Qt::Unchecked
                            : pinned == m_marked.size() ? Qt::Checked
                                                        : Qt::PartiallyChecked);
    m_pinned->setAccessibleName(tr("Pinned"));
    m_pinned->setToolTip(ofRun ? tr("Pinned runs carry a star in the list")
                               : tr("A pinned task is never evicted, and drawn as a reference more often"));
    m_tags->setAccessibleName(tr("Tags"));
    m_tags->setToolTip(tr("Parted by commas"));
    m_tags->setPlaceholderText(tr("such as odd, too easy"));
    m_tags->setCompleter(new QCompleter(known, m_tags));
    m_note->setAccessibleName(tr("Note"));
    m_note->setToolTip(tr("Kept with it"));
    m_note->setTabChangesFocus(true);
    m_note->setFixedHeight(kNoteHeight);
    m_sameNote = std::ranges::all_of(m_marked, [this](const Marked& one) { return one.note == m_marked.front().note; });
    if (m_sameNote) m_note->setPlainText(m_marked.front().note);
    if (!m_sameNote) m_note->setPlaceholderText(tr("They have different notes; a new one replaces them all"));
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(QStringLiteral("primary"));
    m_save->setDefault(true);
    m_save->setAccessibleName(m_save->text());
    auto* form = new QFormLayout;
    form->addRow(QString(), m_pinned);
    form->addRow(tr("&Tags"), m_tags);
    form->addRow(tr("&Note"), m_note);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    layout->addWidget(title);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_tags, &QLineEdit::textChanged, this, &MarksDialog::checkTags);
    resize(460, sizeHint().height());
    m_tags->setFocus();
}

void MarksDialog::showRefusal(const QString& text) {
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void MarksDialog::checkTags() {
    QString problem;
    for (const QString& tag : tagList(m_tags->text()))
        if (tag.toUtf8().size() > qsizetype(session::SetTag::kLongest))
            problem = tr("The tag “%1” is too long").arg(tag);
    showRefusal(problem);
    m_save->setEnabled(problem.isEmpty());
}

QStringList MarksDialog::common() const {
    QStringList tags = tagList(m_marked.front().tags);
    for (const Marked& one : m_marked) {
        const QStringList own = tagList(one.tags);
        tags.removeIf([&](const QString& tag) { return !own.contains(tag); });
    }
    return tags;
}

std::vector<session::Command> MarksDialog::changes() const {
    std::vector<session::Command> changes;
    const QStringList before = common();
    const QStringList now = tagList(m_tags->text());
    const Qt::CheckState pin = m_pinned->checkState();
    for (const Marked& one : m_marked) {
        if (pin != Qt::PartiallyChecked && one.pinned != (pin == Qt::Checked)) {
            if (one.of.run.valid())
                changes.emplace_back(session::MarkCommand(session::PinRun{one.of.run, pin == Qt::Checked}));
            else
                changes.emplace_back(session::LoopAction(session::PinTask{one.of.task, pin == Qt::Checked}));
        }
        const QStringList own = tagList(one.tags);
        const auto tag = [&](const QString& text, bool on) {
            changes.emplace_back(session::MarkCommand(session::SetTag{one.of, text.toStdString(), on}));
        };
        for (const QString& text : now)
            if (!own.contains(text)) tag(text, true);
        for (const QString& text : before)
            if (!now.contains(text)) tag(text, false);
        const QString note = m_note->toPlainText().trimmed();
        // Where the notes differed, only a new one replaces them.
        if (note != one.note && (m_sameNote || !note.isEmpty()))
            changes.emplace_back(session::MarkCommand(session::SetNote{one.of, note.toStdString(), {}}));
    }
    return changes;
}

void MarksDialog::open(Workspace& workspace, const std::vector<session::Marked>& of, QWidget& window) {
    struct Stands {
        QList<Marked> marked;
        QStringList known;
    };
    workspace.background().read(
        &window,
        [of, run = workspace.run()](store::Reader& reader) -> Result<Stands> {
            Stands stands;
            bool ofRun = false;
            for (const session::Marked& one : of) {
                AZR_TRY(Marked marked, marksOf(reader, one));
                stands.marked.append(std::move(marked));
                ofRun = one.run.valid();
            }
            AZR_TRY(const auto tags, reader.tags(ofRun ? std::nullopt : std::optional(run)));
            for (const store::Count& tag : tags) stands.known.append(labels::text(tag.name));
            return stands;
        },
        [&workspace, &window](const Result<Stands>& stands) {
            if (!stands) return Q_EMIT workspace.messageForUser(labels::error(stands.error()), true);
            auto* dialog = new MarksDialog(stands->marked, stands->known, &window);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->sendBy([&workspace, dialog] { return workspace.bridge().postAll(dialog->changes()); });
            dialog->QDialog::open();
        });
}

}  // namespace azr::ui
