#include "server/net/connection_table.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace ezpt::server {
namespace {

using Phase = ConnectionTable::Phase;

/// A connection that, as a socket does, gives its place back some time after it was closed.
struct Guest {
  explicit Guest(ConnectionTable& table, const std::string& address) : place(table.Admit(address)) {
    if (place) place->OnGiveWay([this] { closed = true; });
  }
  std::optional<ConnectionTable::Place> place;
  bool closed = false;
};

std::unique_ptr<Guest> Enter(ConnectionTable& table, const std::string& address, Phase phase = Phase::kWaiting) {
  auto guest = std::make_unique<Guest>(table, address);
  if (guest->place) guest->place->Enter(phase);
  return guest;
}

TEST(ConnectionTable, LongestIdleGivesWayWhenFull) {
  ConnectionTable table({.all = 3, .per_address = 3});
  const auto first = Enter(table, "");
  const auto second = Enter(table, "");
  const auto third = Enter(table, "");
  first->place->Enter(Phase::kTransfer);
  first->place->Enter(Phase::kWaiting);  // It was used meanwhile.
  const auto fourth = Enter(table, "");
  EXPECT_TRUE(fourth->place);
  EXPECT_TRUE(second->closed);
  EXPECT_FALSE(first->closed || third->closed);
  EXPECT_EQ(table.open(), 3);
}

TEST(ConnectionTable, WhoIsServedNeverGivesWay) {
  ConnectionTable table({.all = 2, .per_address = 2});
  const auto first = Enter(table, "a", Phase::kBusy);
  const auto second = Enter(table, "a", Phase::kBusy);
  EXPECT_FALSE(Enter(table, "b")->place);
  EXPECT_FALSE(first->closed || second->closed);
}

TEST(ConnectionTable, OneAddressHasItsLimitAndDisplacesOnlyItself) {
  ConnectionTable table({.all = 10, .per_address = 2});
  const auto other = Enter(table, "b");
  const auto first = Enter(table, "a");
  const auto second = Enter(table, "a");
  const auto third = Enter(table, "a");
  EXPECT_TRUE(third->place);
  EXPECT_TRUE(first->closed);
  EXPECT_FALSE(other->closed || second->closed);
  second->place->Enter(Phase::kTransfer);
  third->place->Enter(Phase::kTransfer);
  EXPECT_FALSE(Enter(table, "a")->place);
}

TEST(ConnectionTable, WhenFullTheAddressThatHoldsMostLosesFirst) {
  ConnectionTable table({.all = 4, .per_address = 4});
  const auto modest = Enter(table, "modest");
  std::vector<std::unique_ptr<Guest>> greedy;
  for (int i = 0; i < 3; ++i) greedy.push_back(Enter(table, "greedy"));
  const auto newcomer = Enter(table, "new");
  EXPECT_TRUE(newcomer->place);
  EXPECT_FALSE(modest->closed) << "though it has waited longest";
  EXPECT_TRUE(greedy.front()->closed);
}

TEST(ConnectionTable, SlowReadersOfOneAddressLoseToAnother) {
  ConnectionTable table({.all = 3, .per_address = 3});
  std::vector<std::unique_ptr<Guest>> slow;
  for (int i = 0; i < 3; ++i) slow.push_back(Enter(table, "slow", Phase::kTransfer));
  EXPECT_TRUE(Enter(table, "new")->place);
  EXPECT_TRUE(slow.front()->closed);
  // Where nobody holds more than the newcomer would, nobody is interrupted.
  ConnectionTable fair({.all = 2, .per_address = 2});
  const auto a = Enter(fair, "a", Phase::kTransfer);
  const auto b = Enter(fair, "b", Phase::kTransfer);
  EXPECT_FALSE(Enter(fair, "c")->place);
}

TEST(ConnectionTable, UnknownAddressesShareNoLimit) {
  ConnectionTable table({.all = 100, .per_address = 2});
  std::vector<std::unique_ptr<Guest>> guests;
  for (int i = 0; i < 100; ++i) {
    guests.push_back(Enter(table, "", Phase::kBusy));
    EXPECT_TRUE(guests.back()->place);
  }
  EXPECT_TRUE(table.IsCrowded());
  guests.clear();
  EXPECT_EQ(table.open(), 0);
  EXPECT_FALSE(table.IsCrowded());
}

}  // namespace
}  // namespace ezpt::server
