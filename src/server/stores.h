#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "clinic/front_desk.h"
#include "server/server.h"
#include "store/database.h"
#include "store/definition_repository.h"
#include "store/key_ring.h"
#include "store/person_repository.h"
#include "store/session_repository.h"
#include "store/session_upkeep.h"

namespace ezpt::server {

/// What a server keeps, and the keys that it is kept under. Everything in it is thread-safe.
struct Stores {
  std::shared_ptr<store::Database> database;
  std::shared_ptr<const store::KeyRing> keys;
  store::SessionRepository sessions;
  store::SessionUpkeep upkeep;
  store::DefinitionRepository definitions;
  store::PersonRepository person;
  clinic::FrontDesk desk;
  std::string cookie_secret;     ///< OwnerCookies::Options.
  store::SecretKey journal_key;  ///< Of chunks on their way to the database (live/chunk_journal.h).

  /// Opens the database and its keys, and stores what an earlier process had not. Nobody is served yet.
  /// Errors: those of the database and of the master key, with what to do; kConflict where a demonstration's database
  /// is to be a clinic's, or the other way round.
  static Result<std::unique_ptr<Stores>> Open(const ServeOptions& options);
};

/// Beside the database's file; empty for one that is in no file.
[[nodiscard]] std::string JournalOf(const std::string& db);

}  // namespace ezpt::server
