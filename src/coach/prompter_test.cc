#include "coach/prompter.h"

#include <gtest/gtest.h>

namespace ezpt::coach {
namespace {

struct Screen {
  std::optional<Message> Run(double seconds, const std::optional<Prompter::Wanted>& wanted) {
    std::optional<Message> message;
    for (int i = 0; i < static_cast<int>(seconds * 30); ++i) {
      t += Seconds(1.0 / 30);
      message = prompter.Update(wanted, t);
      if (message && message->speak == Speak::kNow) ++spoken;
    }
    return message;
  }
  Prompter prompter;
  Seconds t{10.0};
  int spoken = 0;
};

const Message kBackMessage{"step_back", "Step back a little.", Speak::kNo};
const Prompter::Wanted kBack{kBackMessage};
const Prompter::Wanted kTurn{{"left_side", "Turn.", Speak::kNo}};
const Prompter::Wanted kNobody{{"nobody", "Step in front of the camera.", Speak::kNo},
                               Prompter::Wanted::Manner::kShownAtOnce};

TEST(Prompter, AFlickerIsNotShown) {
  Screen screen;
  for (int i = 0; i < 20; ++i) {
    EXPECT_FALSE(screen.Run(0.3, kBack).has_value());
    EXPECT_FALSE(screen.Run(0.3, std::nullopt).has_value());
  }
}

TEST(Prompter, AnInstructionStaysLongEnoughToBeRead) {
  Screen screen;
  EXPECT_EQ(screen.Run(1.0, kBack)->id, "step_back");
  EXPECT_EQ(screen.Run(1.0, kTurn)->id, "step_back");
  EXPECT_EQ(screen.Run(2.0, kTurn)->id, "left_side");
  EXPECT_EQ(screen.spoken, 2);
}

TEST(Prompter, AbsenceTakesThePlaceOfAnotherAtOnceAndInSilence) {
  Screen screen;
  EXPECT_EQ(screen.Run(0.8, kBack)->id, "step_back");
  EXPECT_EQ(screen.Run(0.8, kNobody)->id, "nobody");
  EXPECT_EQ(screen.spoken, 1);
}

TEST(Prompter, RepeatsPatientlyAndThenFallsSilent) {
  Screen screen;
  EXPECT_EQ(screen.Run(120.0, kBack)->id, "step_back");
  EXPECT_EQ(screen.spoken, 3);
}

TEST(Prompter, AnnouncementIsSpokenOnceAndPasses) {
  Screen screen;
  screen.prompter.Announce(kBackMessage, screen.t);
  EXPECT_EQ(screen.Run(1.0, std::nullopt)->id, "step_back");
  EXPECT_EQ(screen.spoken, 1);
  EXPECT_FALSE(screen.Run(1.5, std::nullopt).has_value());
}

}  // namespace
}  // namespace ezpt::coach
