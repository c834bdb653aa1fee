#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <utility>

#include "pose/tracker.h"
#include "server/history.h"
#include "server/library.h"
#include "server/live/live_hub.h"
#include "server/log.h"
#include "server/owner.h"
#include "server/replayer.h"
#include "store/database.h"
#include "store/definition_repository.h"
#include "store/key_ring.h"
#include "store/person_repository.h"

namespace ezpt::server {

/// The library, an empty store, and what a hub needs to coach from landmarks:
/// no model.
class StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store::StartCrypto().ok());
    SetLogLevel(LogLevel::kSilent);
    auto library = Library::Load(EZPT_SOURCE_DIR "/exercises");
    ASSERT_TRUE(library.ok()) << library.error().message;
    library_ = std::make_unique<Library>(*std::move(library));
    auto opened = store::Database::Open("sqlite::memory:");
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    database_ = *std::move(opened);
    auto keys = store::KeyRing::Open(database_, "");
    ASSERT_TRUE(keys.ok()) << keys.error().message;
    sessions_ = std::make_unique<store::SessionRepository>(database_, *keys, Limits());
    upkeep_ = std::make_unique<store::SessionUpkeep>(database_);
    definitions_ = std::make_unique<store::DefinitionRepository>(database_);
    person_ = std::make_unique<store::PersonRepository>(database_);
    replayer_ = std::make_unique<Replayer>();
    history_ = std::make_unique<History>(HistoryParts(*library_));
  }

  [[nodiscard]] virtual store::StorageLimits Limits() const { return {}; }

  [[nodiscard]] History::Parts HistoryParts(const Library& library) const {
    return {.library = &library,
            .sessions = sessions_.get(),
            .upkeep = upkeep_.get(),
            .definitions = definitions_.get(),
            .replayer = replayer_.get()};
  }
  /// The session of that id, whoever's.
  [[nodiscard]] store::SessionRef Ref(const std::string& id) const {
    const auto found = upkeep_->Find(id);
    EXPECT_TRUE(found.ok()) << found.error().message;
    return found->ref();
  }

  LiveHub::Parts HubParts() {
    return {.library = library_.get(),
            .sessions = sessions_.get(),
            .upkeep = upkeep_.get(),
            .history = history_.get(),
            .replayer = replayer_.get(),
            .create_pipeline =
                [](Library::Entry definition, const body::StreamInfo& stream, const coach::SessionOptions& options) {
                  return coach::Pipeline::Create(std::move(definition), stream, options, {});
                },
            .restore_pipeline =
                [](Library::Entry definition, std::span<const std::string> chunks) {
                  return coach::Restore(std::move(definition), chunks, {});
                }};
  }

  std::shared_ptr<store::Database> database_;
  std::unique_ptr<Library> library_;
  std::unique_ptr<store::SessionRepository> sessions_;
  std::unique_ptr<store::SessionUpkeep> upkeep_;
  std::unique_ptr<store::DefinitionRepository> definitions_;
  std::unique_ptr<store::PersonRepository> person_;
  std::unique_ptr<Replayer> replayer_;
  std::unique_ptr<History> history_;
};

}  // namespace ezpt::server
