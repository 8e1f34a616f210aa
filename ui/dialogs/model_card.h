/// What is known of the chosen model: architecture, sizes, types, memory, and whether the settings suit it and this
/// machine. UI thread.
#pragma once

#include <QFrame>
#include <optional>

#include "core/session/models/model_facts.h"

class QLabel;
class QPushButton;

namespace azr::ui {

class ModelCard : public QFrame {
    Q_OBJECT
  public:
    explicit ModelCard(QWidget* parent = nullptr);

    void showReading();
    void showProblem();
    /// Bytes of this machine.
    struct Memory {
        std::int64_t total = 0, available = 0;
    };
    void showFacts(const session::ModelFacts& facts, const config::RunConfig& config, const Memory& memory);

  Q_SIGNALS:
    void presetWanted(const QString& preset);

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void fitHeight();
    void showFit(const session::PresetFit& now, const std::vector<session::PresetFit>& presets);

    QLabel* m_title;
    QLabel* m_shape;
    QLabel* m_storage;
    QLabel* m_memory;
    QLabel* m_machine;
    QLabel* m_fit;
    QPushButton* m_take;
    QString m_offered;
};

/// "fits, 2.1 GiB", with a sign.
[[nodiscard]] QString fitText(const session::PresetFit& fit);

}  // namespace azr::ui
