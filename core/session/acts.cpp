#include "core/session/acts.h"

#include <fmt/format.h>

#include <utility>

#include "core/session/undo.h"

namespace azr::session {

Status Acts::begin(CommandId act) {
    AZR_TRY(std::shared_ptr<store::Reader> reader, store::Reader::open(m_database));
    m_held = Held{act, std::move(reader)};
    return {};
}

Status Acts::end(CommandId& act) {
    Held held = std::move(*std::exchange(m_held, std::nullopt));
    AZR_CHECK(m_writer->pushAll(std::move(held.rows)));
    for (training::LoopCommand& command : held.loop) m_toLoop(std::move(command));
    for (CommandAnswered& answer : held.answers) m_outbox.post(std::move(answer));
    act = held.act;
    return {};
}

Status Acts::settle(const std::string& subject) {
    if (m_subjects.insert(subject).second) return {};
    m_subjects = {subject};
    return m_writer->flush();
}

Status Acts::complete(Command& command) {
    auto* const action = std::get_if<LoopAction>(&command);
    auto* const pin = action == nullptr ? nullptr : std::get_if<PinTask>(action);
    if (pin == nullptr) return {};
    AZR_CHECK(settle(fmt::format("{} pin", pin->task.value)));
    AZR_TRY(const auto own, reader());
    // Of a task that is not there the loop says so.
    const auto stands = pinWithout(*own, pin->task, {});
    if (!stands && stands.error().code != ErrorCode::NotFound) return tl::make_unexpected(stands.error());
    if (stands) pin->before = *stands;
    return {};
}

Result<std::shared_ptr<store::Reader>> Acts::reader() const {
    if (m_held) return m_held->reader;
    AZR_TRY(std::shared_ptr<store::Reader> own, store::Reader::open(m_database));
    return own;
}

std::string Acts::bodyOf(const Command& command, CommandId id) {
    Json body = toJson(command);
    if (m_held) {
        if (!m_held->act.valid()) m_held->act = id;
        setAct(body, m_held->act);
    }
    return dumpLine(body);
}

Status Acts::write(store::Row row) {
    if (!m_held) return m_writer->pushNow(std::move(row));
    m_held->rows.push_back(std::move(row));
    return {};
}

void Acts::tell(training::LoopCommand command) {
    if (m_held)
        m_held->loop.push_back(std::move(command));
    else
        m_toLoop(std::move(command));
}

void Acts::tell(CommandAnswered answer) {
    if (m_held)
        m_held->answers.push_back(std::move(answer));
    else
        m_outbox.post(std::move(answer));
}

}  // namespace azr::session
