/// The exact prompts of a configuration, one stream at a time; read anew on the background thread when it changed and
/// is looked at. UI thread.
#pragma once

#include <QWidget>

#include "core/session/models/prompt_preview.h"

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QTimer;

namespace azr::ui {

class Background;

class PromptPreview : public QWidget {
    Q_OBJECT
  public:
    explicit PromptPreview(Background& background, QWidget* parent = nullptr);

    void setConfig(const config::RunConfig& config);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void offerStreams();
    void read();
    void showStream();
    void apply(Result<std::vector<session::PromptExample>> examples);

    Background& m_background;
    config::RunConfig m_config;
    std::vector<session::PromptExample> m_examples;
    QComboBox* m_stream;
    QLabel* m_note;
    QPlainTextEdit* m_text;
    QTimer* m_pause;
    quint64 m_asked = 0;
    bool m_stale = true;
};

}  // namespace azr::ui
