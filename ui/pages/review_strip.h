/// Above the tasks: how many wait for a person, until when, and the way to them. Hidden while none waits. UI thread.
#pragma once

#include <QFrame>

#include "core/config/self_play_config.h"
#include "core/store/reader.h"

class QLabel;
class QPushButton;

namespace azr::ui {

struct Actions;

class ReviewStrip : public QFrame {
    Q_OBJECT
  public:
    explicit ReviewStrip(const Actions& actions, QWidget* parent = nullptr);

    void setWaiting(const store::Waiting& waiting, const config::SelfPlayConfig& config);

  private:
    QLabel* m_text;
};

}  // namespace azr::ui
