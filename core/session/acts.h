/// The way of commands into the journal, then to the loop, and of answers to the outbox: each command by itself at
/// once, or those of one act together, so that an act of many neither reads nor commits for each. Owner's thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/session/command.h"
#include "core/session/outbox.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "core/training/commands/mailbox.h"

namespace azr::session {

class Acts {
  public:
    using ToLoop = std::function<void(training::LoopCommand)>;

    Acts(std::filesystem::path database, Outbox& outbox, ToLoop toLoop)
        : m_database(std::move(database)), m_outbox(outbox), m_toLoop(std::move(toLoop)) {}
    void setWriter(store::Writer* writer) { m_writer = writer; }

    /// What follows belongs to the act (invalid: to a new one) and is held back until end().
    Status begin(CommandId act);
    /// Writes it, then tells the loop and the outbox; `act`: its number.
    Status end(CommandId& act);
    void drop() { m_held.reset(); }  ///< none of it was asked for

    /// Waits for the rows of an earlier command of the same subject, where they may still be on their way.
    Status settle(const std::string& subject);
    /// What a pin is to say of how its task stood: with what was asked for and is not answered yet.
    Status complete(Command& command);
    /// One for all that is held back, else a new one.
    [[nodiscard]] Result<std::shared_ptr<store::Reader>> reader() const;
    /// The body of the command's row.
    [[nodiscard]] std::string bodyOf(const Command& command, CommandId id);
    Status write(store::Row row);
    void tell(training::LoopCommand command);
    void tell(CommandAnswered answer);

  private:
    struct Held {
        CommandId act;
        std::shared_ptr<store::Reader> reader;
        std::vector<store::Row> rows{};
        std::vector<training::LoopCommand> loop{};
        std::vector<CommandAnswered> answers{};
    };

    const std::filesystem::path m_database;
    Outbox& m_outbox;
    const ToLoop m_toLoop;
    store::Writer* m_writer = nullptr;
    std::optional<Held> m_held;
    std::set<std::string> m_subjects;  // since the writer was last waited for
};

}  // namespace azr::session
