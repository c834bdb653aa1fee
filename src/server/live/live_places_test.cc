#include "server/live/live_places.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace ezpt::server {
namespace {

using Clock = LivePlaces::Clock;
using What = LivePlaces::Place::What;
using std::chrono::seconds;

class LivePlacesTest : public testing::Test {
 protected:
  struct Guest {
    std::optional<LivePlaces::Place> place;
    bool gave_way = false;
  };

  Guest& Enter(const std::string& owner, const std::string& address = "") {
    Guest& guest = *guests_.emplace_back(std::make_unique<Guest>());
    guest.place = places_.Admit(
        {owner, address}, [&guest] { guest.gave_way = true; }, now_);
    return guest;
  }

  LivePlaces places_{{.per_owner = 2, .per_address = 3}};
  Clock::time_point now_ = Clock::now();
  std::vector<std::unique_ptr<Guest>> guests_;
};

TEST_F(LivePlacesTest, OneOwnerHasNotAllOfThem) {
  Guest& first = Enter("a");
  Guest& second = Enter("a");
  EXPECT_FALSE(Enter("a").place);
  EXPECT_TRUE(Enter("b").place);
  now_ += places_.options().own;
  second.place->Heard(What::kPicture, now_);
  EXPECT_TRUE(Enter("a").place) << "in place of the own session that has fallen silent";
  EXPECT_TRUE(first.gave_way);
  EXPECT_FALSE(second.gave_way);
}

TEST_F(LivePlacesTest, OneAddressHasNotAllOfThem) {
  for (const char* owner : {"a", "b", "c"}) EXPECT_TRUE(Enter(owner, "192.0.2.1").place);
  EXPECT_FALSE(Enter("d", "192.0.2.1").place);
  EXPECT_TRUE(Enter("e", "192.0.2.2").place);
  for (const char* owner : {"f", "g", "h", "i"}) EXPECT_TRUE(Enter(owner).place) << "where it is not known";
}

TEST_F(LivePlacesTest, WhoIsSilentMakesRoomAndWhoTrainsDoesNot) {
  Guest& unused = Enter("a");
  Guest& training = Enter("b");
  training.place->Heard(What::kPicture, now_);
  EXPECT_FALSE(places_.MakeRoom(now_));
  now_ += places_.options().unused;
  EXPECT_TRUE(places_.MakeRoom(now_));
  EXPECT_TRUE(unused.gave_way);
  EXPECT_FALSE(places_.MakeRoom(now_));
  training.place->Heard(What::kPicture, now_);
  now_ += places_.options().silent - seconds(1);
  EXPECT_FALSE(places_.MakeRoom(now_));
  now_ += seconds(1);
  EXPECT_TRUE(places_.MakeRoom(now_));
  EXPECT_TRUE(training.gave_way);
}

}  // namespace
}  // namespace ezpt::server
