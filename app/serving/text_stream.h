/// A completion's text while its tokens arrive: whole characters, and nothing that may turn out to be the beginning of
/// a stop text. What was given out together is the text up to the first stop text. One thread.
#pragma once

#include <string>
#include <vector>

#include "core/policy/sampler.h"
#include "core/tokenizer/stream_decoder.h"

namespace azr::app {

class TextStream {
  public:
    TextStream(const tokenizer::Tokenizer& tokenizer, std::vector<std::string> stops)
        : m_decoder(tokenizer, true), m_stops(std::move(stops)) {}

    /// What can be shown now.
    [[nodiscard]] std::string push(policy::Token token);
    /// What was held back and is text after all.
    [[nodiscard]] std::string finish();

  private:
    [[nodiscard]] std::string released(bool atEnd);

    tokenizer::StreamDecoder m_decoder;
    std::vector<std::string> m_stops;
    std::string m_held;
    bool m_stopped = false;
};

}  // namespace azr::app
