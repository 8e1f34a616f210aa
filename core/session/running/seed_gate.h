/// Whether the run at work would take a seed: the run opens the gate with what it judges by and closes it before its
/// model goes. Thread-safe; a judgement takes as long as encoding one prompt, and closing waits for it.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "core/config/run_config.h"
#include "core/execution/executor.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"
#include "core/session/notice.h"

namespace azr::session {

class SeedGate {
  public:
    /// What a run judges by. The codec is used only while the gate is open.
    struct Rules {
        RunId run;
        std::string name;   ///< of the run
        std::string model;  ///< its folder; empty: the built-in one
        const selfplay::TextCodec& codec;
        selfplay::PromptWrapper wrapper;
        config::PromptConfig prompt;
        config::SelfPlayConfig selfplay;
        int executions = 2;  ///< of a program, to see whether it repeats
    };

    /// Open as long as this lives.
    class Opened {
      public:
        Opened(SeedGate& gate, Rules rules);
        ~Opened();
        Opened(const Opened&) = delete;
        Opened& operator=(const Opened&) = delete;

      private:
        SeedGate& m_gate;
    };

    /// Empty: the run would take the task. Without a run at work the refusal has none.
    [[nodiscard]] std::optional<SeedRefusal> judge(const selfplay::Task& task) const;
    /// A seed is checked as the run at work would check it: as often, and stripped as its seeds are.
    void prepare(execution::ValidateRequest& request) const;

  private:
    mutable std::mutex m_mutex;
    std::optional<Rules> m_rules;  // guarded by m_mutex
};

}  // namespace azr::session
