#include "ui/dialogs/model_picker.h"

#include <QComboBox>
#include <QCompleter>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <utility>

#include "ui/recent_models.h"

namespace azr::ui {

namespace {

QPushButton* button(const QString& text, const QString& name, const QString& explanation, QWidget* parent) {
    auto* result = new QPushButton(text, parent);
    result->setAccessibleName(name);
    result->setToolTip(explanation);
    result->setAutoDefault(false);
    return result;
}

}  // namespace

ModelPicker::ModelPicker(QWidget* parent) : QWidget(parent), m_path(new QComboBox(this)) {
    m_path->setEditable(true);
    m_path->setInsertPolicy(QComboBox::NoInsert);
    m_path->setCompleter(nullptr);
    m_path->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_path->setMinimumContentsLength(20);
    m_path->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_path->setAccessibleName(tr("Model"));
    m_path->lineEdit()->setPlaceholderText(tr("the built-in nano model"));
    m_path->lineEdit()->setAccessibleName(tr("Path of the model"));
    setFocusProxy(m_path);
    auto* folder = button(tr("&Folder…"), tr("Choose the model folder"),
                          tr("A folder with config.json, model.safetensors and tokenizer.json"), this);
    auto* file = button(tr("&GGUF file…"), tr("Choose a GGUF file"), tr("One file that holds everything"), this);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_path, 1);
    layout->addWidget(folder);
    layout->addWidget(file);
    connect(m_path->lineEdit(), &QLineEdit::textEdited, this, [this](const QString& text) {
        m_chosen = text.trimmed();
        Q_EMIT picked(m_chosen);
    });
    connect(m_path, &QComboBox::activated, this, [this](int index) { pick(m_path->itemData(index).toString()); });
    connect(folder, &QPushButton::clicked, this, &ModelPicker::chooseFolder);
    connect(file, &QPushButton::clicked, this, &ModelPicker::chooseFile);
    showRecent();
}

QString ModelPicker::path() const {
    return m_chosen;
}

void ModelPicker::setPath(const QString& path) {
    if (path == m_chosen) return;
    m_chosen = path;
    showPath();
}

/// Empty: it has none here.
QString ModelPicker::nameOf(const QString& path) const {
    for (const FoundModel& one : m_found)
        if (one.path == path && one.problem.isEmpty()) return one.name;
    return {};
}

void ModelPicker::showPath() {
    const QString name = nameOf(m_chosen);
    m_path->setEditText(name.isEmpty() ? m_chosen : name);
    m_path->setToolTip(m_chosen.isEmpty() || name.isEmpty()
                           ? tr("A Hugging Face folder, a GGUF file or the name of a model on this computer; empty: "
                                "the built-in nano model")
                           : m_chosen);
}

void ModelPicker::showRecent() {
    const bool typing = m_path->lineEdit()->hasFocus() && m_path->currentText().trimmed() == m_chosen;
    const QString typed = m_path->currentText();
    m_path->clear();
    for (const QString& one : recentModels()) {
        const QString name = nameOf(one);
        m_path->addItem(name.isEmpty() ? one : name, one);
        m_path->setItemData(m_path->count() - 1, one, Qt::ToolTipRole);
    }
    m_path->addItem(tr("the built-in nano model"), QString());
    showFound();
    m_path->setCurrentIndex(-1);
    showPath();
    if (typing) m_path->setEditText(typed);
}

void ModelPicker::setFound(QList<FoundModel> found) {
    m_found = std::move(found);
    showRecent();
}

/// Below the others: entries that are broken can be seen, with the reason, but not taken.
void ModelPicker::showFound() {
    if (m_found.isEmpty()) return;
    m_path->insertSeparator(m_path->count());
    auto* items = qobject_cast<QStandardItemModel*>(m_path->model());
    for (const FoundModel& one : m_found) {
        m_path->addItem(QStringLiteral("%1   %2").arg(one.name, one.facts), one.path);
        const int row = m_path->count() - 1;
        m_path->setItemData(row, one.problem.isEmpty() ? one.path : one.problem, Qt::ToolTipRole);
        if (!one.problem.isEmpty() && items != nullptr) items->item(row)->setEnabled(false);
    }
}

void ModelPicker::pick(const QString& path) {
    m_chosen = path;
    showPath();
    Q_EMIT picked(path);
}

void ModelPicker::chooseFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Model folder"), path());
    if (!folder.isEmpty()) pick(folder);
}

void ModelPicker::chooseFile() {
    const QString from = QFileInfo(path()).isDir() ? path() : QFileInfo(path()).path();
    const QString file =
        QFileDialog::getOpenFileName(this, tr("GGUF file"), from, tr("GGUF models (*.gguf);;All files (*)"));
    if (!file.isEmpty()) pick(file);
}

}  // namespace azr::ui
