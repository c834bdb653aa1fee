// A rotation that is killed at any step leaves a database that the next start opens.

#include "store/key_rotation.h"

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>
#include <string>

#include "store/key_ring.h"
#include "store/session_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

namespace fs = std::filesystem;

class KeyRotationTest : public EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    SessionRepository sessions(Open(), *Keys());
    for (const std::string owner : {"anna", "ben"}) {
      ASSERT_TRUE(sessions.Create(Row("of " + owner, owner, 1)).ok());
      ASSERT_TRUE(sessions.AppendChunk(Ref("of " + owner), 0, EveryByte(), 1).ok());
    }
    server_key_ = (*Keys())->ServerKey("audit log")->bytes();
  }
  [[nodiscard]] std::string File() const { return (folder_ / "ezpt.db.key").string(); }
  [[nodiscard]] Result<std::shared_ptr<const KeyRing>> Keys() const { return KeyRing::Open(Open(), File()); }
  [[nodiscard]] std::string Check() const { return MasterKey::Read(File())->Check(); }
  void ExpectWhole() const {
    const auto keys = Keys();
    ASSERT_TRUE(keys.ok()) << keys.error().message;
    SessionRepository sessions(Open(), *keys);
    for (const std::string owner : {"anna", "ben"}) EXPECT_EQ(*sessions.Chunk(Ref("of " + owner), 0), EveryByte());
    EXPECT_EQ((*keys)->ServerKey("audit log")->bytes(), server_key_);
    EXPECT_TRUE(sessions.Create(Row("more", "eve", 1)).ok());
  }
  /// In another program, which dies after that step.
  void DieAfter(RotationStep last) const {
    const pid_t child = fork();
    if (child == 0) {
      const std::shared_ptr<Database> database = Open();
      (void)RotateMasterKey(*database, File(), [last](RotationStep step) {
        if (step == last) _exit(0);
      });
      _exit(1);
    }
    int status = 1;
    waitpid(child, &status, 0);
    ASSERT_EQ(status, 0) << "it did not come to that step";
  }

  SecretKey::Bytes server_key_{};
};
INSTANTIATE_TEST_SUITE_P(Engines, KeyRotationTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(KeyRotationTest, WrapsEveryKeyByANewOne) {
  const std::string before = Check();
  fs::copy_file(File(), File() + ".before");
  const std::string wrapped = Ask("select wrapped from data_keys where owner = 'anna'");
  const auto rotated = RotateMasterKey(*Open(), File());
  ASSERT_TRUE(rotated.ok()) << rotated.error().message;
  EXPECT_EQ(*rotated, 3);
  EXPECT_NE(Check(), before);
  EXPECT_NE(Ask("select wrapped from data_keys where owner = 'anna'"), wrapped);
  EXPECT_FALSE(fs::exists(NextKeyFile(File())));
  ExpectWhole();
  const auto with_the_old = KeyRing::Open(Open(), File() + ".before");
  EXPECT_EQ(with_the_old.error().code, ErrorCode::kInvalidArgument);
}

TEST_P(KeyRotationTest, KilledAtAnyStepTheNextStartOpensIt) {
  using enum RotationStep;
  std::string before = Check();
  for (const RotationStep last : {kWroteNext, kRewrapped, kCommitted, kRenamed}) {
    DieAfter(last);
    ExpectWhole();
    const bool done = last == kCommitted || last == kRenamed;
    EXPECT_EQ(Check() != before, done) << static_cast<int>(last);
    before = Check();
    Change("delete from sessions where id = 'more'");
  }
}

TEST_P(KeyRotationTest, KilledAtAnyStepTheNextRotationGoesOn) {
  using enum RotationStep;
  for (const RotationStep last : {kWroteNext, kRewrapped, kCommitted, kRenamed}) {
    DieAfter(last);
    const auto rotated = RotateMasterKey(*Open(), File());
    ASSERT_TRUE(rotated.ok()) << rotated.error().message;
    EXPECT_FALSE(fs::exists(NextKeyFile(File())));
    ExpectWhole();
    Change("delete from sessions where id = 'more'");
  }
}

TEST_P(KeyRotationTest, AProgramThatRunsMeanwhileMakesNoKeyThatNobodyOpens) {
  SessionRepository sessions(Open(), *Keys());
  ASSERT_TRUE(RotateMasterKey(*Open(), File()).ok());
  const auto created = sessions.Create(Row("s9", "new person", 1));
  ASSERT_FALSE(created.ok());
  EXPECT_EQ(created.error().code, ErrorCode::kUnavailable);
  EXPECT_NE(created.error().message.find("start it again"), std::string::npos);
  EXPECT_EQ(sessions.Chunk(Ref("of anna"), 0).error().code, ErrorCode::kUnavailable);
  ExpectWhole();
}

TEST_P(KeyRotationTest, OneAtATime) {
  const std::shared_ptr<Database> database = Open();
  std::optional<Error> other;
  const auto rotated = RotateMasterKey(*database, File(), [&](RotationStep step) {
    if (step != RotationStep::kWroteNext) return;
    if (const auto second = RotateMasterKey(*Open(), File()); !second.ok()) other = second.error();
  });
  EXPECT_TRUE(rotated.ok());
  ASSERT_TRUE(other);
  EXPECT_EQ(other->code, ErrorCode::kBusy);
  ExpectWhole();
}

TEST_P(KeyRotationTest, AnotherPlacesRotationInBetweenChangesNothingHere) {
  const std::string copy = File() + ".elsewhere";
  fs::copy_file(File(), copy);
  const std::shared_ptr<Database> database = Open();
  const auto rotated = RotateMasterKey(*database, File(), [&](RotationStep step) {
    if (step == RotationStep::kWroteNext) {
      EXPECT_TRUE(RotateMasterKey(*Open(), copy).ok());
    }
  });
  EXPECT_EQ(rotated.error().code, ErrorCode::kConflict);
  EXPECT_EQ(Keys().error().code, ErrorCode::kInvalidArgument) << "the new key is at the other place";
  fs::rename(copy, File());
  ExpectWhole();
}

TEST_P(KeyRotationTest, ADatabaseWithoutAKeyIsNotGivenOne) {
  const std::string path = (folder_ / "empty.db").string();
  EXPECT_EQ(RotateMasterKey(**Database::Open("sqlite:" + path), path + ".key").error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(path + ".key"));
}

}  // namespace
}  // namespace ezpt::store
