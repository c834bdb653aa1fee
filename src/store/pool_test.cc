// Many more threads than connections, on the same rows, while connections are killed: nothing is lost, nothing is there
// twice, and what is read is of one moment.

#include <gtest/gtest.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/connection.h"
#include "store/person_repository.h"
#include "store/store_fixture.h"

namespace ezpt::store {
namespace {

using soci::into;
using soci::use;

constexpr int kThreads = 24;  ///< MariaDB's pool has four connections, SQLite's one that writes.
constexpr int kRounds = 12;
constexpr int kTallies = 3;  ///< Rows that all of them count in.

/// Waits, for a while, until so many have come.
class Meeting {
 public:
  explicit Meeting(int people) : missing_(people) {}
  void Come() {
    std::unique_lock lock(mutex_);
    --missing_;
    changed_.notify_all();
    changed_.wait_for(lock, std::chrono::seconds(20), [this] { return missing_ <= 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int missing_;
};

/// Notes that this round of this thread is done, and counts it; once, however often it is asked for.
Status CountOnce(Database& database, int thread, int round) {
  return database.Write("cannot count", [&](WriteTx& tx) -> Status {
    int done = 0;
    long long value = 0;
    const int tally = round % kTallies;
    tx.sql() << "select count(*) from marks where thread = :thread and round = :round", use(thread), use(round),
        into(done);
    if (done > 0) return {};
    tx.sql() << "select value from tallies where id = :id", use(tally), into(value);
    ++value;
    tx.sql() << "update tallies set value = :value where id = :id", use(value), use(tally);
    tx.sql() << "insert into marks (thread, round) values (:thread, :round)", use(thread), use(round);
    return {};
  });
}

struct Counted {
  long long tallied = 0;
  long long marked = 0;
};
Result<Counted> Count(Database& database) {
  return database.Read("cannot read what was counted", [](ReadTx& tx) -> Result<Counted> {
    Counted counted;
    tx.sql() << "select sum(value) from tallies", into(counted.tallied);
    tx.sql() << "select count(*) from marks", into(counted.marked);
    return counted;
  });
}

/// As the programs do where the store says that it may be tried again; false where it never was done.
template <typename Work>
bool Insist(const Work& work) {
  constexpr int kMostTries = 500;
  for (int i = 0; i < kMostTries; ++i) {
    if (work().ok()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

class PoolTest : public EachEngine {
 protected:
  void SetUp() override {
    EachEngine::SetUp();
    Change("create table tallies (id integer not null primary key, value bigint not null)");
    Change("create table marks (thread integer not null, round integer not null, primary key (thread, round))");
    for (int i = 0; i < kTallies; ++i) Change("insert into tallies (id, value) values (" + std::to_string(i) + ", 0)");
  }

  /// What WorkTogether works on.
  void Begin() {
    for (int i = 0; i < 2; ++i) {
      databases_.push_back(Open());
      sessions_.push_back(SessionsOf(databases_.back()));
    }
    for (int i = 0; i < kThreads; ++i) {
      const auto begun = sessions_[0].Create(Row("s" + std::to_string(i), "anna", 1));
      ASSERT_TRUE(begun.ok()) << begun.error().message;
      records_.push_back(begun->ref());
    }
  }

  /// One thread's share: counting, a record of its own, a limit that all of them set, and looking.
  void Work(int thread) {
    const auto program = static_cast<std::size_t>(thread % 2);
    Database& database = *databases_[program];
    SessionRepository& sessions = sessions_[program];
    PersonRepository persons(databases_[program]);
    const SessionRef& record = records_[static_cast<std::size_t>(thread)];
    for (int round = 0; round < kRounds; ++round) {
      const int64_t now = thread * kRounds + round + 1;
      EXPECT_TRUE(Insist([&] { return CountOnce(database, thread, round); }));
      EXPECT_TRUE(Insist([&] { return sessions.AppendChunk(record, round, std::to_string(now), 1); }));
      EXPECT_TRUE(Insist([&] {
        return persons.SetLimit("anna", {"squat", "{\"most\":" + std::to_string(now) + "}", now});
      }));
      const auto counted = Count(database);
      if (counted.ok()) {
        EXPECT_EQ(counted->tallied, counted->marked) << "of one moment";
      }
    }
  }

  /// All threads, half of them in another program each with a pool of its own.
  void WorkTogether() {
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) threads.emplace_back([this, i] { Work(i); });
    for (std::thread& thread : threads) thread.join();
  }

  void ExpectAllOnce() {
    const auto counted = Count(*Open());
    ASSERT_TRUE(counted.ok()) << counted.error().message;
    EXPECT_EQ(counted->tallied, kThreads * kRounds);
    EXPECT_EQ(counted->marked, kThreads * kRounds);
    const SessionRepository sessions = SessionsOf(Open());
    int64_t bytes = 0;
    const auto rows = sessions.List("anna", kThreads + 1);
    ASSERT_TRUE(rows.ok()) << rows.error().message;
    EXPECT_EQ(rows->size(), static_cast<std::size_t>(kThreads));
    for (const StoredSession& row : *rows) {
      const int thread = std::stoi(row.id.substr(1));
      const auto chunks = sessions.Chunks(row.ref());
      ASSERT_EQ(chunks->size(), static_cast<std::size_t>(kRounds));
      for (int i = 0; i < kRounds; ++i) {
        EXPECT_EQ((*chunks)[static_cast<std::size_t>(i)], std::to_string(thread * kRounds + i + 1));
      }
      bytes += row.bytes;
    }
    EXPECT_EQ(Ask("select cast(bytes as char) from storage_usage"), std::to_string(bytes)) << "what all of them count";
    EXPECT_EQ(PersonRepository(Open()).Limits("anna")->at(0).set_ms, kThreads * kRounds) << "the latest of all stays";
  }

  std::vector<std::shared_ptr<Database>> databases_;  ///< Of two programs, each with a pool of its own.
  std::vector<SessionRepository> sessions_;
  std::vector<SessionRef> records_;
};
INSTANTIATE_TEST_SUITE_P(Engines, PoolTest, ::testing::Values("SQLite", "MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(PoolTest, ManyThreadsOnFewConnectionsLoseAndDoubleNothing) {
  Begin();
  WorkTogether();
  ExpectAllOnce();
}

/// A MariaDB database, and a stranger who may look at its connections and kill them.
class ServerPoolTest : public PoolTest {
 protected:
  void SetUp() override {
    PoolTest::SetUp();
    const std::string where = spec_.substr(spec_.find(':') + 1);
    stranger_ = std::make_unique<soci::session>(soci::mysql, where);
    *stranger_ << "select database()", into(name_);
  }
  /// Of the programs; the stranger's is another.
  [[nodiscard]] std::vector<long long> Connections() {
    const soci::rowset<long long> ids =
        (stranger_->prepare << "select id from information_schema.processlist where db = :name and id <> "
                               "connection_id()",
         use(name_));
    return {ids.begin(), ids.end()};
  }
  void Kill(long long connection) {
    try {
      *stranger_ << "kill " + std::to_string(connection);
    } catch (const std::exception&) {  // It is gone already.
    }
  }

  std::unique_ptr<soci::session> stranger_;
  std::string name_;
};
INSTANTIATE_TEST_SUITE_P(Engines, ServerPoolTest, ::testing::Values("MariaDB"),
                         [](const auto& engine) { return std::string(engine.param); });

TEST_P(ServerPoolTest, ConnectionsThatAreKilledMeanwhileLoseAndDoubleNothing) {
  Begin();
  std::atomic<bool> stop = false;
  int killed = 0;
  std::thread killer([&] {
    for (std::size_t i = 0; !stop; ++i) {
      const std::vector<long long> connections = Connections();
      if (!connections.empty()) Kill(connections[i % connections.size()]);
      killed += connections.empty() ? 0 : 1;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  WorkTogether();
  stop = true;
  killer.join();
  EXPECT_GT(killed, 1) << "or the test shows nothing";
  ExpectAllOnce();
}

TEST_P(ServerPoolTest, OfTwoThatWaitForEachOtherOneBeginsAgain) {
  const std::shared_ptr<Database> database = Open();
  Meeting both_hold_one(2);
  std::atomic<int> tries = 0;
  const auto add_in_order = [&](int first, int second) {
    int own_tries = 0;
    const Status done = database->Write("cannot count", [&](WriteTx& tx) -> Status {
      ++tries;
      tx.sql() << "update tallies set value = value + 1 where id = :id", use(first);
      if (own_tries++ == 0) both_hold_one.Come();
      tx.sql() << "update tallies set value = value + 1 where id = :id", use(second);
      return {};
    });
    EXPECT_TRUE(done.ok()) << done.error().message;
  };
  std::thread other(add_in_order, 1, 0);
  add_in_order(0, 1);
  other.join();
  EXPECT_EQ(tries, 3) << "two, and one of them again";
  EXPECT_EQ(Ask("select cast(value as char) from tallies where id = 0"), "2");
  EXPECT_EQ(Ask("select cast(value as char) from tallies where id = 1"), "2");
}

TEST_P(ServerPoolTest, WorkWhoseConnectionIsKilledInTheMiddleIsDoneOnAnother) {
  const std::shared_ptr<Database> database = Open();
  std::vector<long long> used;
  const Status done = database->Write("cannot count", [&](WriteTx& tx) -> Status {
    long long connection = 0;
    tx.sql() << "select connection_id()", into(connection);
    used.push_back(connection);
    tx.sql() << "update tallies set value = value + 1 where id = 0";
    if (used.size() == 1) Kill(connection);
    tx.sql() << "update tallies set value = value + 1 where id = 1";
    return {};
  });
  ASSERT_TRUE(done.ok()) << done.error().message;
  ASSERT_EQ(used.size(), 2U);
  EXPECT_NE(used[0], used[1]);
  EXPECT_EQ(Ask("select cast(value as char) from tallies where id = 0"), "1") << "what the first try did is undone";
  EXPECT_EQ(Ask("select cast(value as char) from tallies where id = 1"), "1");
}

TEST_P(ServerPoolTest, ConnectionsThatWereKilledWhileNobodyUsedThemAreReplaced) {
  constexpr int kPool = 4;
  const std::shared_ptr<Database> database = Open();
  const auto use_all = [&] {  // At once, so that each has a connection of its own.
    Meeting all(kPool);
    std::vector<std::thread> threads;
    threads.reserve(kPool);
    std::mutex mutex;
    std::set<long long> used;
    for (int i = 0; i < kPool; ++i) {
      threads.emplace_back([&] {
        bool met = false;
        const auto connection = database->Read("cannot read", [&](ReadTx& tx) -> Result<long long> {
          long long id = 0;
          tx.sql() << "select connection_id()", into(id);
          if (!std::exchange(met, true)) all.Come();
          return id;
        });
        EXPECT_TRUE(connection.ok()) << connection.error().message;
        const std::lock_guard lock(mutex);
        if (connection.ok()) used.insert(*connection);
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(used.size(), static_cast<std::size_t>(kPool));
    return used;
  };
  const std::set<long long> before = use_all();
  for (const long long connection : before) Kill(connection);
  for (const long long connection : use_all()) EXPECT_FALSE(before.contains(connection)) << "each is another";
}

}  // namespace
}  // namespace ezpt::store
