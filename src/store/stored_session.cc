#include "store/stored_session.h"

namespace ezpt::store {

std::vector<StoredSession> StoredSession::Of(std::vector<SessionRow> rows) {
  std::vector<StoredSession> stored;
  stored.reserve(rows.size());
  for (SessionRow& row : rows) stored.push_back(StoredSession(std::move(row)));
  return stored;
}

}  // namespace ezpt::store
