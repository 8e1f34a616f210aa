/// What a worker might send: frames in pieces, the hello, replies with the entries in them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/execution/pool/protocol.h"
#include "core/execution/pool/results.h"

using namespace azr::execution;

namespace {

void readReply(std::string_view frame) {
    const auto reply = decodeReply(frame);
    if (!reply) return;
    constexpr std::size_t kItems = 4;
    for (const Value& fate : reply->fates)
        if (fateIndex(fate, kItems) && readFate(fate).verdict == Verdict::Ok) std::abort();
    for (const Value& result : reply->results) {
        if (!resultIndex(result, kItems)) continue;
        const RunResult run = readResult(result);
        if ((run.verdict == Verdict::Ok) != run.value.has_value()) std::abort();
        (void)readInspection(result);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    (void)decodeHello(bytes);
    readReply(bytes);
    // The same bytes as a stream must give the same frames however they are cut.
    FrameDecoder whole, pieces;
    whole.feed(bytes);
    std::size_t at = 0;
    while (true) {
        const auto frame = whole.next();
        std::string same;
        bool found = false, broken = false;
        while (!found && !broken) {
            auto piece = pieces.next();
            if (!piece) broken = true;
            if (piece && *piece) {
                same = **piece;
                found = true;
            }
            if (found || broken || at == size) break;
            pieces.feed(bytes.substr(at++, 1));
        }
        if (!frame) {
            if (!broken) std::abort();
            return 0;
        }
        if (frame->has_value() != found) std::abort();
        if (!found) return 0;
        if (**frame != same) std::abort();
        readReply(same);
    }
}
