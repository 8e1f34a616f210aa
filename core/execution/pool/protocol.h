/// The language between the trusted side and a jailed interpreter: frames, requests, replies (runner/main.py has the
/// other half). Decoding bounds every length before it allocates and accepts any bytes. No threads, no descriptors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/execution/values/value.h"

namespace azr::execution {

/// Where items run; numbers are the protocol's (runner/host.py). Pool: in a warm child, one after the other. Fork: the
/// items of a group in one fork, or each in its own.
enum class Tier { Pool = 0, Fork = 1, Inspect = 2 };

/// What the pooled child is for: proposals and answers never share one.
enum class Purpose { Proposals = 0, Answers = 1 };

/// A frame is its length (four bytes, little-endian), then as many bytes; an empty one is a heartbeat.
constexpr std::size_t kMaxFrame = 80U << 20;
[[nodiscard]] std::string encodeFrame(std::string_view payload);

/// Frames out of a stream of bytes that arrive in any pieces.
class FrameDecoder {
  public:
    void feed(std::string_view bytes);
    /// The next frame that is not a heartbeat; empty when more bytes must come. Corrupt beyond kMaxFrame: the stream is
    /// of no use any more.
    [[nodiscard]] Result<std::optional<std::string>> next();
    [[nodiscard]] std::int64_t heartbeats() const { return m_heartbeats; }

  private:
    std::string m_buffer;
    std::size_t m_taken = 0;  ///< bytes of the buffer that were given out
    std::int64_t m_heartbeats = 0;
};

/// Items that go together: all of a request to the pool or the inspector, or those that share a fork.
struct RequestGroup {
    std::size_t items = 0;
    std::string body;  ///< marshalled programs and items, unread by the interpreter that forks
};

struct WorkerRequest {
    Tier tier = Tier::Pool;
    Purpose purpose = Purpose::Proposals;
    double cpuSeconds = 0, wallSeconds = 0;  ///< per item
    int recycle = 200;                       ///< requests after which a persistent child is renewed
    std::vector<RequestGroup> groups;        ///< items are numbered across them
};
/// On the wire: the length of a marshalled tuple, the tuple, then the bodies.
[[nodiscard]] std::string encodeRequest(const WorkerRequest& request);

/// The interpreter's first frame.
struct WorkerHello {
    std::string version;
    bool ownNamespace = false;
    std::vector<std::string> breaches;  ///< what the self-test could do but should not
    std::int64_t residentKb = 0;
};
[[nodiscard]] Result<WorkerHello> decodeHello(std::string_view frame);

/// On the wire: the length of a marshalled tuple, the tuple, and what children wrote, unread; the tuple tells the
/// places of their results in it.
struct WorkerReply {
    std::vector<Value> results;  ///< see results.h; undecoded payloads
    std::vector<Value> fates;    ///< items that ended without a result
    std::vector<Value> times;    ///< of forks: (item, CPU microseconds), as the interpreter measured them
    bool canaryBroken = false;
    std::int64_t residentKb = 0;  ///< of the interpreter, at most so far
    int renewed = 0;              ///< persistent children that had grown too large
    std::int64_t child = 0;       ///< number of the persistent child that answered
    double childSeconds = 0;      ///< its CPU time for this request, measured from outside
};
[[nodiscard]] Result<WorkerReply> decodeReply(std::string_view frame);

}  // namespace azr::execution
