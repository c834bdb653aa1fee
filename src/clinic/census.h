#pragma once

#include <cstdint>

#include "base/result.h"
#include "store/tx.h"

namespace ezpt::clinic {

/// How much there is, for who runs the server; nothing of anybody's.
struct Census {
  int clinics = 0;
  int persons = 0;
  int sessions = 0;
  int64_t stored_bytes = 0;
};

[[nodiscard]] Result<Census> TakeCensus(store::ReadTx& tx);

}  // namespace ezpt::clinic
