/// The settings that may change while a run trains. What was changed is asked of the loop, one command for each field.
/// Or, before a run goes on, with those that this version refuses. UI thread.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/config/run_config.h"
#include "core/session/running/resumed_settings.h"
#include "core/store/reader.h"
#include "ui/dialogs/sending_dialog.h"

class QLabel;
class QPushButton;

namespace azr::widgets {
class FieldForm;
}

namespace azr::ui {

/// The configuration with which a run trains now: the one it began with, and what was changed since. Blocking.
[[nodiscard]] Result<config::RunConfig> currentConfig(store::Reader& reader, RunId run);

class LiveSettingsDialog : public SendingDialog {
    Q_OBJECT
  public:
    using Changes = std::vector<std::pair<std::string, std::string>>;

    LiveSettingsDialog(const config::RunConfig& current, QWidget* parent = nullptr);
    /// To mend what an older version left in force.
    LiveSettingsDialog(const store::RunRow& run, const session::RefusedSettings& refused, QWidget* parent = nullptr);

    [[nodiscard]] Changes changes() const;
    void showField(const QString& path);
    /// The loop did not take a change that was sent from here: it stands there again, with the reason.
    void refuse(const Changes::value_type& change, const QString& reason);

  protected:
    void showRefusal(const QString& text) override;

  private:
    LiveSettingsDialog(const config::RunConfig& current, const std::vector<Error>& refused, QWidget* parent);
    void edited();

    std::vector<std::string> m_refused;           ///< fields that are set whether they were changed here or not
    std::function<Status(const Changes&)> m_may;  ///< whether the changes suffice

    widgets::FieldForm* m_form;
    QLabel* m_note;
    QLabel* m_problem;
    QPushButton* m_apply;
};

}  // namespace azr::ui
