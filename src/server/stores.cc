#include "server/stores.h"

#include "server/demo_mark.h"
#include "server/live/chunk_journal.h"
#include "server/log.h"
#include "server/wall_clock.h"
#include "store/secret_repository.h"

namespace ezpt::server {
namespace {

constexpr const char* kCookieSecret = "owner cookies";
constexpr const char* kJournalKey = "chunk journal";
constexpr const char* kDeskKey = "front desk";

Result<std::shared_ptr<const store::KeyRing>> OpenKeys(const std::shared_ptr<store::Database>& database,
                                                       const ServeOptions& options) {
  const std::string file = options.key_file.empty() ? store::KeyFileBeside(options.db) : options.key_file;
  EZPT_TRY(auto keys, store::KeyRing::Open(database, file));
  if (keys->records_sealed() > 0) Log("records_encrypted", {{"count", keys->records_sealed()}});
  return keys;
}

}  // namespace

Result<std::unique_ptr<Stores>> Stores::Open(const ServeOptions& options) {
  EZPT_TRY(const std::shared_ptr<store::Database> database, store::Database::Open(options.db));
  EZPT_CHECK_OK(AdmitDatabase(*database, options.demo));
  EZPT_TRY(const auto keys, OpenKeys(database, options));
  EZPT_TRY(const std::string secret, store::SecretRepository(database).GetOrKeep(kCookieSecret, NewToken()));
  EZPT_TRY(const store::SecretKey journal_key, keys->ServerKey(kJournalKey));
  EZPT_TRY(const store::SecretKey desk_key, keys->ServerKey(kDeskKey));
  // Made in place: what holds a lock cannot be moved.
  std::unique_ptr<Stores> stores(
      new Stores{.database = database,
                 .keys = keys,
                 .sessions = store::SessionRepository(database, keys),
                 .upkeep = store::SessionUpkeep(database),
                 .definitions = store::DefinitionRepository(database),
                 .person = store::PersonRepository(database),
                 .desk = clinic::FrontDesk({.database = database, .key = desk_key, .now_ms = WallClockMs}),
                 .cookie_secret = secret,
                 .journal_key = journal_key});
  // Before anybody goes on with a session of theirs.
  (void)ChunkJournal(JournalOf(options.db), journal_key).Recover([&](const JournaledChunk& chunk) -> Status {
    EZPT_TRY(const store::StoredSession session, stores->upkeep.Find(chunk.session));
    return stores->sessions.AppendChunk(session.ref(), chunk.index, chunk.bytes, chunk.lease);
  });
  return stores;
}

std::string JournalOf(const std::string& db) {
  const std::string path = store::PathBeside(db);
  return path.empty() ? "" : path + "-chunks-";
}

}  // namespace ezpt::server
