#include "clinic/census.h"

#include <soci/soci.h>

namespace ezpt::clinic {

Result<Census> TakeCensus(store::ReadTx& tx) {
  Census census;
  long long bytes = 0;
  tx.sql() << "select count(*) from clinics", soci::into(census.clinics);
  tx.sql() << "select count(*) from credentials", soci::into(census.persons);
  tx.sql() << "select count(*) from sessions", soci::into(census.sessions);
  tx.sql() << "select bytes from storage_usage where id = 1", soci::into(bytes);
  census.stored_bytes = bytes;
  return census;
}

}  // namespace ezpt::clinic
