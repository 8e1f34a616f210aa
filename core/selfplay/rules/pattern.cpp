#include "core/selfplay/rules/pattern.h"

#include <oniguruma.h>

#include <array>
#include <mutex>

namespace azr::selfplay {
namespace {

constexpr unsigned long kMostSteps = 1'000'000;
constexpr unsigned int kDeepestStack = 1'000'000;

const OnigUChar* bytes(std::string_view text) {
    return reinterpret_cast<const OnigUChar*>(text.data());
}

std::string messageOf(int code, OnigErrorInfo* details) {
    std::array<OnigUChar, ONIG_MAX_ERROR_MESSAGE_LEN + 1> message{};
    const int length = onig_error_code_to_str(message.data(), code, details);
    return {reinterpret_cast<const char*>(message.data()), static_cast<std::size_t>(length)};
}

struct FreeParameters {
    void operator()(OnigMatchParam* parameters) const { onig_free_match_param(parameters); }
};

}  // namespace

class Pattern::Program {
  public:
    explicit Program(regex_t* compiled) : m_compiled(compiled) {}
    ~Program() { onig_free(m_compiled); }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    [[nodiscard]] std::optional<bool> matches(std::string_view text) const {
        const std::unique_ptr<OnigMatchParam, FreeParameters> limits(onig_new_match_param());
        if (!limits) return std::nullopt;
        onig_initialize_match_param(limits.get());
        onig_set_retry_limit_in_match_of_match_param(limits.get(), kMostSteps);
        onig_set_retry_limit_in_search_of_match_param(limits.get(), kMostSteps);
        onig_set_match_stack_limit_size_of_match_param(limits.get(), kDeepestStack);
        const OnigUChar* const begin = bytes(text);
        const OnigUChar* const end = begin + text.size();
        const int found = onig_search_with_param(m_compiled, begin, end, begin, end, nullptr,
                                                 ONIG_OPTION_CHECK_VALIDITY_OF_STRING, limits.get());
        if (found < 0 && found != ONIG_MISMATCH) return std::nullopt;
        return found >= 0;
    }

  private:
    regex_t* m_compiled;
};

Result<Pattern> Pattern::compile(const std::string& pattern) {
    // Oniguruma's own set-up is not for several threads.
    static std::mutex mutex;
    const std::scoped_lock lock(mutex);
    static const int ready = [] {
        std::array<OnigEncoding, 1> encodings = {ONIG_ENCODING_UTF8};
        return onig_initialize(encodings.data(), static_cast<int>(encodings.size()));
    }();
    if (ready != ONIG_NORMAL) return fail(ErrorCode::Internal, "Oniguruma does not start");
    if (!onigenc_is_valid_mbc_string(ONIG_ENCODING_UTF8, bytes(pattern), bytes(pattern) + pattern.size()))
        return fail(ErrorCode::Parse, "the regular expression is no UTF-8");
    regex_t* compiled = nullptr;
    OnigErrorInfo details{};
    const int code = onig_new(&compiled, bytes(pattern), bytes(pattern) + pattern.size(), ONIG_OPTION_NONE,
                              ONIG_ENCODING_UTF8, ONIG_SYNTAX_DEFAULT, &details);
    if (code != ONIG_NORMAL)
        return fail(ErrorCode::Parse, "the regular expression '" + pattern + "': " + messageOf(code, &details));
    Pattern made;
    made.m_program = std::make_shared<const Program>(compiled);
    return made;
}

std::optional<bool> Pattern::matches(std::string_view text) const {
    return m_program->matches(text);
}

}  // namespace azr::selfplay
