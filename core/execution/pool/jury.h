/// The interpreters beyond a lane's two, for programs that can observe what differs between interpreters (executor
/// specification, semantics 4). Shared by all lanes, started at first need; one lane at a time holds them.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "core/execution/pool/interpreter.h"

namespace azr::execution {

/// Of an interpreter by its number; 0 and 1 are those that every lane has.
[[nodiscard]] unsigned hashSeedOf(std::size_t number);

class Jury {
  public:
    explicit Jury(Shared& shared) : m_shared(shared) {}

    /// While it lives, the interpreters are this thread's.
    class Session {
      public:
        explicit Session(Jury& jury) : m_jury(jury), m_lock(jury.m_session) {}
        ~Session();
        Session(const Session&) = delete;
        Session& operator=(const Session&) = delete;
        /// `number` from 2 on.
        [[nodiscard]] Interpreter& interpreter(std::size_t number);

      private:
        Jury& m_jury;
        std::unique_lock<std::mutex> m_lock;
    };
    /// From any thread, once Shared::stop is set.
    void interrupt();

  private:
    Shared& m_shared;
    std::mutex m_session, m_listMutex;
    std::vector<std::unique_ptr<Interpreter>> m_interpreters;  ///< grows only, under m_listMutex
};

}  // namespace azr::execution
