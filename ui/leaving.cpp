#include "ui/leaving.h"

#include <QMessageBox>
#include <QPushButton>

#include "ui/bridge/session_bridge.h"

namespace azr::ui {

Leaving::Leaving(SessionBridge& bridge, QWidget& window) : QObject(&window), m_bridge(bridge), m_window(window) {
    connect(&bridge, &SessionBridge::stateChanged, this, &Leaving::stateChanged);
}

bool Leaving::mayClose() {
    if (!m_bridge.isTraining()) return true;
    if (m_leaving)
        (void)m_bridge.post(session::Stop{});
    else if (!m_asking)
        ask();
    return false;
}

void Leaving::ask() {
    m_asking = true;
    const bool end = m_to == To::End;
    auto* box = new QMessageBox(QMessageBox::Question, end ? tr("Quit") : tr("Open a workspace"),
                                tr("A run is training."), QMessageBox::NoButton, &m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        end ? tr("The step under way will be finished and a checkpoint written, then the window closes. The run can be "
                 "continued later from there.")
            : tr("The step under way will be finished and a checkpoint written, then the other workspace is opened. "
                 "The "
                 "run can be continued later from there."));
    QPushButton* finish = box->addButton(end ? tr("&Finish the step and quit") : tr("&Finish the step and open"),
                                         QMessageBox::AcceptRole);
    QPushButton* stay = box->addButton(tr("&Keep training"), QMessageBox::RejectRole);
    for (QPushButton* button : {finish, stay}) button->setAccessibleName(button->text().remove(QLatin1Char('&')));
    box->setDefaultButton(finish);
    box->setEscapeButton(stay);
    connect(box, &QMessageBox::finished, this, [this, box, finish] {
        m_asking = false;
        if (box->clickedButton() == finish)
            leave();
        else
            stayOpen();
    });
    box->open();
}

void Leaving::stayOpen() {
    m_to = To::End;
    Q_EMIT refused();
}

void Leaving::leave() {
    m_leaving = true;
    if (!m_bridge.isTraining()) {
        m_window.close();
        return;
    }
    if (m_bridge.state() != session::RunState::Stopping) (void)m_bridge.post(session::Stop{});
    Q_EMIT waiting(
        tr("Finishing the step and writing a checkpoint… Close the window again to end at once, back to the last "
           "checkpoint."));
}

void Leaving::end() {
    m_ending = true;
    Q_EMIT ending();
    leave();
}

void Leaving::stateChanged() {
    if (!m_leaving || m_bridge.isTraining()) return;
    m_leaving = false;
    // A failure is there to be read.
    if (m_bridge.state() == session::RunState::Failed && !m_ending)
        stayOpen();
    else
        m_window.close();
}

}  // namespace azr::ui
