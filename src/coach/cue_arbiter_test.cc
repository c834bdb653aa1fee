#include "coach/cue_arbiter.h"

#include <gtest/gtest.h>

namespace ezpt::coach {
namespace {

const CueCandidate kShallow{"shallow", "Go a little lower.", CueSeverity::kMinor};
const CueCandidate kLean{"lean", "Lift your chest.", CueSeverity::kMajor};
const CueCandidate kValgus{"valgus", "Stop: knees out.", CueSeverity::kHarmful};

RepReport Rep(bool correct, CueSeverity severity = CueSeverity::kMinor) {
  RepReport rep;
  rep.correct = correct;
  if (!correct) rep.faults.push_back({"any", Seconds(0), Seconds(1), severity});
  return rep;
}

/// Drives an arbiter at 30 frames a second.
class Session {
 public:
  CueArbiter::Output Frame(std::vector<CueCandidate> faults = {}, const RepReport* rep = nullptr, bool last = false) {
    t_ += Seconds(1.0 / 30);
    auto output = arbiter_.Update({t_, faults, rep, last, "en"});
    if (output.cue && output.cue->message.speak == Speak::kNow) spoken_.push_back(output.cue->message.id);
    if (output.praise && output.praise->speak == Speak::kNow) praised_.push_back(output.praise->id);
    return output;
  }
  CueArbiter::Output Run(double seconds, const std::vector<CueCandidate>& faults = {}) {
    CueArbiter::Output output;
    for (int i = 0; i < static_cast<int>(seconds * 30); ++i) output = Frame(faults);
    return output;
  }

  std::vector<std::string> spoken_;
  std::vector<std::string> praised_;
  CueArbiter arbiter_;

 private:
  Seconds t_{1000.0};
};

TEST(CueArbiter, SpeaksOnceAndStaysForThreeSeconds) {
  Session session;
  EXPECT_EQ(session.Frame({kShallow}).cue->message.speak, Speak::kNow);
  EXPECT_EQ(session.Frame().cue->message.speak, Speak::kNo);
  EXPECT_EQ(session.Run(2.5).cue->message.id, "shallow");
  EXPECT_FALSE(session.Run(1.0).cue.has_value());
  EXPECT_EQ(session.spoken_.size(), 1u);
}

TEST(CueArbiter, TheMostSevereOfSeveralIsTheOne) {
  Session session;
  EXPECT_EQ(session.Frame({kShallow, kValgus, kLean}).cue->message.id, "valgus");
}

TEST(CueArbiter, OnlyAMoreSevereCueInterrupts) {
  Session session;
  session.Frame({kLean});
  EXPECT_EQ(session.Run(1.0, {kShallow}).cue->message.id, "lean");
  session.Run(0.8);
  EXPECT_EQ(session.Frame({kValgus}).cue->message.id, "valgus");
  EXPECT_EQ(session.spoken_, (std::vector<std::string>{"lean", "valgus"}));
}

TEST(CueArbiter, DoesNotNag) {
  Session session;
  session.Run(120.0, {kShallow});
  EXPECT_EQ(session.spoken_.size(), 3u);
  Session harmful;
  harmful.Run(60.0, {kValgus});
  EXPECT_EQ(harmful.spoken_.size(), 8u);  // every cooldown of 8 s, for as long as it is dangerous
}

TEST(CueArbiter, TwoCuesAreNotSpokenOverEachOther) {
  Session session;
  session.Frame({kShallow});
  session.Run(3.2);
  EXPECT_EQ(session.Frame({kLean}).cue->message.speak, Speak::kNo);
  session.Run(3.2);
  session.Frame({kLean});
  EXPECT_EQ(session.spoken_, (std::vector<std::string>{"shallow", "lean"}));
}

TEST(CueArbiter, NoPraiseForARepetitionWithAFault) {
  Session session;
  for (int i = 0; i < 10; ++i) {
    const RepReport rep = Rep(false, CueSeverity::kHarmful);
    session.Frame({kValgus}, &rep, i == 9);
    session.Run(4.0);
  }
  EXPECT_TRUE(session.praised_.empty());
}

TEST(CueArbiter, NoPraiseSoonAfterHarm) {
  Session session;
  session.Frame({kValgus});
  session.Run(5.0);
  const RepReport rep = Rep(true);
  session.Frame({}, &rep, true);
  EXPECT_TRUE(session.praised_.empty());
}

TEST(CueArbiter, PraisesWhatWasPutRight) {
  Session session;
  const RepReport wrong = Rep(false);
  const RepReport right = Rep(true);
  session.Frame({kShallow}, &wrong);
  session.Run(4.0);
  session.Frame({}, &right);
  EXPECT_EQ(session.praised_, std::vector<std::string>{"better"});
}

TEST(CueArbiter, PraisesAStreakButNotEveryRepetition) {
  Session session;
  const RepReport right = Rep(true);
  for (int i = 0; i < 10; ++i) {
    session.Frame({}, &right, i == 9);
    session.Run(4.0);
  }
  EXPECT_EQ(session.praised_, (std::vector<std::string>{"steady", "steady", "steady", "last"}));
}

TEST(CueArbiter, SilenceClearsTheScreen) {
  Session session;
  session.Frame({kShallow});
  session.arbiter_.Silence();
  EXPECT_FALSE(session.Frame().cue.has_value());
}

}  // namespace
}  // namespace ezpt::coach
