#include "clinic/requests_done.h"

#include <soci/soci.h>

namespace ezpt::clinic {
namespace {

constexpr std::size_t kKeyDigits = 32;
constexpr int64_t kKeptMs = 24 * int64_t{3'600'000};  ///< A page that is older is asked for again.

}  // namespace

Result<bool> RequestsDone::IsFirst(store::WriteTx& tx, const Scope& scope, const std::string& key, int64_t now_ms) {
  if (key.size() != kKeyDigits) return Error{ErrorCode::kInvalidArgument, "The page is too old: open it again."};
  const long long now = now_ms, over = now_ms - kKeptMs;
  tx.sql() << "delete from requests_done where done_ms < :over", soci::use(over);
  int known = 0;
  tx.sql() << "select count(*) from requests_done where person_id = :person and request_key = :key",
      soci::use(scope.person), soci::use(key), soci::into(known);
  if (known > 0) return false;
  tx.sql() << "insert into requests_done (person_id, request_key, done_ms) values (:person, :key, :now)",
      soci::use(scope.person), soci::use(key), soci::use(now);
  return true;
}

}  // namespace ezpt::clinic
