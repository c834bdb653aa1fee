#include "server/live/cost_ledger.h"

#include <gtest/gtest.h>

namespace ezpt::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const RecentCost::Clock::time_point kStart = RecentCost::Clock::now();

TEST(RecentCost, FadesByHalfEachSecond) {
  RecentCost cost;
  EXPECT_EQ(cost.At(kStart), milliseconds(0));
  cost.Add(milliseconds(80), kStart);
  EXPECT_EQ(cost.At(kStart + seconds(1)), milliseconds(40));
  cost.Add(milliseconds(10), kStart + seconds(2));
  EXPECT_EQ(cost.At(kStart + seconds(2)), milliseconds(30));
}

TEST(CostLedger, SeveralSessionsOfOnePersonCostTogether) {
  CostLedger ledger;
  for (int session = 0; session < 3; ++session) ledger.Add({"greedy", "a"}, milliseconds(40), kStart);
  ledger.Add({"honest", "b"}, milliseconds(50), kStart);
  EXPECT_GT(ledger.Of({"greedy", "a"}, kStart), ledger.Of({"honest", "b"}, kStart));
}

TEST(CostLedger, SeveralCookiesAtOneAddressComeAfterWhoIsElsewhere) {
  CostLedger ledger;
  for (const char* cookie : {"one", "two", "three", "four", "five", "six"}) {
    ledger.Add({cookie, "greedy"}, milliseconds(40), kStart);
  }
  ledger.Add({"honest", "home"}, milliseconds(50), kStart);
  EXPECT_GT(ledger.Of({"a seventh", "greedy"}, kStart) + milliseconds(40), ledger.Of({"honest", "home"}, kStart));
  EXPECT_EQ(ledger.Of({"one", "greedy"}, kStart), milliseconds(40 + 6 * 40 / 4));
  EXPECT_EQ(ledger.Of({"one", ""}, kStart), milliseconds(40)) << "an address that is not known is nobody's";
}

TEST(CostLedger, WhoIsLongGoneCostsNothing) {
  CostLedger ledger;
  ledger.Add({"gone", "a"}, seconds(1), kStart);
  ledger.Add({"new", "b"}, milliseconds(1), kStart + seconds(60));
  EXPECT_EQ(ledger.Of({"gone", "a"}, kStart + seconds(60)), milliseconds(0));
}

}  // namespace
}  // namespace ezpt::server
