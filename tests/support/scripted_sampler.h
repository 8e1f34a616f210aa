/// A policy that answers from a script: the completion is whatever a function says to the prompt's text, in the nano
/// vocabulary. Completions come back in the order of their requests.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "core/policy/sampler.h"
#include "core/selfplay/nano/nano_vocabulary.h"

namespace azr::testing {

class ScriptedSampler : public policy::Sampler {
  public:
    using Script = std::function<std::string(const std::string& prompt, const policy::SampleRequest& request)>;
    explicit ScriptedSampler(Script script) : m_script(std::move(script)) {}

    Status submit(policy::SampleRequest request) override {
        m_requests.push_back(std::move(request));
        return {};
    }
    Result<std::optional<policy::Completion>> next(Control& control) override {
        AZR_CHECK(control.checkpoint());
        if (m_requests.empty()) return std::nullopt;
        const auto& request = m_requests.front();
        policy::Completion completion;
        completion.id = request.id;
        completion.index = m_index;
        completion.tokens = selfplay::encodeNano(m_script(selfplay::decodeNano(request.prompt), request));
        completion.logprobs.assign(completion.tokens.size(), -1.0F);
        if (++m_index == request.count) {
            m_requests.pop_front();
            m_index = 0;
        }
        return completion;
    }
    void cancel(std::uint64_t) override {}
    [[nodiscard]] policy::SamplerStats stats() const override { return {}; }

  private:
    Script m_script;
    std::deque<policy::SampleRequest> m_requests;
    int m_index = 0;
};

}  // namespace azr::testing
