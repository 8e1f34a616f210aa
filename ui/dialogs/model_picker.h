/// Which model: a path or a name to edit, the ones used last, those that are on this machine, and the two ways to look
/// for another: a folder, or one GGUF file. A model that has a name here stands under it, with its path as tool tip. UI
/// thread.
#pragma once

#include <QWidget>

#include "ui/dialogs/found_models.h"

class QComboBox;

namespace azr::ui {

class ModelPicker : public QWidget {
    Q_OBJECT
  public:
    explicit ModelPicker(QWidget* parent = nullptr);

    [[nodiscard]] QString path() const;  ///< empty: the built-in model
    void setPath(const QString& path);   ///< without a signal
    void setFound(QList<FoundModel> found);
    void showRecent();  ///< reads the list anew

  Q_SIGNALS:
    void picked(const QString& path);

  private:
    void pick(const QString& path);
    void chooseFolder();
    void chooseFile();
    void showFound();

    [[nodiscard]] QString nameOf(const QString& path) const;
    void showPath();

    QList<FoundModel> m_found;
    QString m_chosen;  ///< the path; what was typed, until it is known what it stands for
    QComboBox* m_path;
};

}  // namespace azr::ui
