#include "server/live/record_writer.h"

#include <future>

#include "server/store_fixture.h"

namespace ezpt::server {
namespace {

using std::chrono::milliseconds;
constexpr auto kSoon = std::chrono::seconds(5);

class RecordWriterTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    store::SessionRow row;
    row.id = "set";
    row.owner = "anna";
    row.exercise = "squat";
    ASSERT_TRUE(sessions_->Create(row).ok());
  }

  [[nodiscard]] std::vector<std::string> Stored() const { return *sessions_->Chunks(Ref("set")); }
  static RecordWriter::Clock::time_point Soon() { return RecordWriter::Clock::now() + kSoon; }
};

TEST_F(RecordWriterTest, ChunksAreStoredInOrder) {
  RecordWriter writer(*sessions_, {});
  const auto record = writer.Open(Ref("set"), 1, 0, nullptr);
  for (const char* bytes : {"a", "b", "c"}) writer.Append(*record, bytes);
  EXPECT_TRUE(writer.WaitStored(*record, Soon()));
  EXPECT_EQ(Stored(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(writer.Stored(*record), 3);
  EXPECT_EQ(writer.FirstUnstored(*record), std::nullopt);
}

TEST_F(RecordWriterTest, WhoLostTheLeaseIsToldAndWritesNothing) {
  RecordWriter writer(*sessions_, {});
  std::promise<ErrorCode> refused;
  const auto record = writer.Open(Ref("set"), 1, 0, [&](const Error& error) { refused.set_value(error.code); });
  ASSERT_TRUE(sessions_->TakeLease(Ref("set"), "another", 1).ok());
  writer.Append(*record, "mine");
  EXPECT_EQ(refused.get_future().get(), ErrorCode::kConflict);
  EXPECT_FALSE(writer.WaitStored(*record, Soon())) << "and does not wait for what cannot come";
  EXPECT_FALSE(writer.MayYetBeStored(*record));
  EXPECT_TRUE(Stored().empty());
}

TEST_F(RecordWriterTest, WhatIsAbandonedIsNotStored) {
  RecordWriter writer(*sessions_, {});
  const auto record = writer.Open(Ref("set"), 1, 0, nullptr);
  writer.Abandon(*record);
  writer.Append(*record, "late");
  EXPECT_EQ(writer.Drain(Soon()), 0);
  EXPECT_TRUE(Stored().empty());
}

TEST_F(RecordWriterTest, OverTheBoundTheRecordEndsBeforeWhatHasNoRoom) {
  RecordWriter::Options options;
  options.max_waiting_of_one = 4;
  RecordWriter writer(*sessions_, options);
  const auto record = writer.Open(Ref("set"), 1, 0, nullptr);
  writer.Append(*record, "too long");
  writer.Append(*record, "b");
  EXPECT_FALSE(writer.WaitStored(*record, Soon()));
  EXPECT_EQ(writer.FirstUnstored(*record), "too long");
  EXPECT_TRUE(writer.IsLate(*record, RecordWriter::Clock::now())) << "the person is to know";
  EXPECT_TRUE(Stored().empty()) << "a record has no gap";
}

}  // namespace
}  // namespace ezpt::server
