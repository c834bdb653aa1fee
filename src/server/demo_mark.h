#pragma once

#include "base/result.h"
#include "server/server.h"
#include "store/database.h"

namespace ezpt::server {

/// Before anything is served: a demonstration's database is never taken for a clinic's, nor the other way round. With
/// Demo::kYes a database that is nobody's yet becomes a demonstration, and stays one.
/// Errors: kConflict, with what to do; those of the store.
[[nodiscard]] Status AdmitDatabase(store::Database& database, Demo demo);

}  // namespace ezpt::server
