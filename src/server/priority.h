#pragma once

#include <sys/resource.h>

namespace ezpt::server {

/// Puts the calling thread, and those that it starts, behind all others: live
/// sessions come first. There is no way back. (On Linux a priority is a thread's.)
inline void YieldToOthers() {
  constexpr int kLowest = 19;
  (void)setpriority(PRIO_PROCESS, 0, kLowest);
}

}  // namespace ezpt::server
