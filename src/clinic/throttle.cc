#include "clinic/throttle.h"

#include <soci/soci.h>

namespace ezpt::clinic {

using soci::into;
using soci::use;

Result<bool> Throttle::Try(store::WriteTx& tx, const std::string& subject, const ThrottleRule& rule, int64_t now_ms) {
  const long long now = now_ms, over = now_ms - rule.window_ms;
  tx.sql() << "delete from throttles where since_ms <= :over", use(over);
  int tries = 0;
  tx.sql() << "select tries from throttles where subject = :subject", use(subject), into(tries);
  if (!tx.sql().got_data()) {
    tx.sql() << "insert into throttles (subject, tries, since_ms) values (:subject, 1, :now)", use(subject), use(now);
    return true;
  }
  if (tries >= rule.tries) return false;
  tx.sql() << "update throttles set tries = tries + 1 where subject = :subject", use(subject);
  return true;
}

Status Throttle::Forgive(store::WriteTx& tx, const std::string& subject) {
  tx.sql() << "delete from throttles where subject = :subject", use(subject);
  return {};
}

}  // namespace ezpt::clinic
