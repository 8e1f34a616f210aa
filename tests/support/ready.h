/// A future whose value is there already, for executors that answer at once.
#pragma once

#include <future>
#include <utility>

namespace azr::test {

template <class T>
std::future<T> ready(T value) {
    std::promise<T> promise;
    promise.set_value(std::move(value));
    return promise.get_future();
}

}  // namespace azr::test
