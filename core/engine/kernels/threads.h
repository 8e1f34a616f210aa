/// What the process needs before tensors are worked on: the number of threads, and an allocator that keeps its pages.
/// Called by whoever opens an engine, from one thread, before the first tensor of size.
#pragma once

namespace azr::engine {

/// `threads` 0 takes every core that this process may run on. Returns the number in use. Large blocks stay in the heap
/// instead of going back to the kernel: on virtual machines the page faults of fresh memory halve the speed.
int prepareProcess(int threads);

}  // namespace azr::engine
