#include "coach/set_machine.h"

#include <gtest/gtest.h>

namespace ezpt::coach {
namespace {

constexpr double kFrame = 1.0 / 30;  ///< s

/// Somebody in front of the camera, 30 frames a second.
class Patient {
 public:
  explicit Patient(const Prescription& prescription) : machine(prescription) {}

  void Stand(double seconds) { Run(seconds, {{}, true, true, false, 0}); }
  void StandBadly(double seconds) { Run(seconds, {{}, true, false, false, 0}); }
  void BeAway(double seconds) { Run(seconds, {{}, false, false, false, 0}); }
  void RaiseHands() { Step({{}, true, true, true, 0}); }
  void Repeat(int reps) {
    for (int i = 0; i < reps; ++i) {
      Stand(2.0);
      Step({{}, true, true, false, 1});
    }
  }
  void Gap(double seconds) { t_ += Seconds(seconds); }

  SetMachine machine;

 private:
  void Run(double seconds, SetMachine::Input input) {
    for (int i = 0; i < static_cast<int>(seconds / kFrame + 0.5); ++i) Step(input);
  }
  void Step(SetMachine::Input input) {
    t_ += Seconds(kFrame);
    input.t = t_;
    machine.Advance(input);
  }
  Seconds t_{500.0};
};

Prescription TwoSetsOfThree() { return {2, 3, Seconds(0), Seconds(10)}; }

TEST(SetMachine, StartsByItselfAfterThreeSecondsOfHolding) {
  Patient patient(TwoSetsOfThree());
  patient.StandBadly(30.0);
  EXPECT_EQ(patient.machine.state(), SessionState::kSetup);
  patient.Stand(2.8);
  EXPECT_EQ(patient.machine.state(), SessionState::kReady);
  patient.Stand(0.4);
  EXPECT_EQ(patient.machine.state(), SessionState::kActive);
}

TEST(SetMachine, AFlickerDoesNotBeginTheWaitAnewButAFailureDoes) {
  Patient patient(TwoSetsOfThree());
  patient.Stand(2.5);
  patient.StandBadly(0.2);
  patient.Stand(0.5);
  EXPECT_EQ(patient.machine.state(), SessionState::kActive);

  Patient other(TwoSetsOfThree());
  other.Stand(2.5);
  other.StandBadly(0.6);
  EXPECT_EQ(other.machine.state(), SessionState::kSetup);
  other.Stand(2.5);
  EXPECT_EQ(other.machine.state(), SessionState::kReady);
}

TEST(SetMachine, SetsRestAndDone) {
  Patient patient(TwoSetsOfThree());
  patient.Stand(3.2);
  patient.Repeat(3);
  EXPECT_EQ(patient.machine.state(), SessionState::kResting);
  EXPECT_EQ(patient.machine.sets_done(), 1);
  patient.BeAway(9.8);
  EXPECT_EQ(patient.machine.state(), SessionState::kResting);
  patient.BeAway(0.4);
  EXPECT_EQ(patient.machine.state(), SessionState::kSetup);
  EXPECT_EQ(patient.machine.set(), 2);
  EXPECT_EQ(patient.machine.reps_of_set(), 0);
  patient.Stand(1.5);
  EXPECT_EQ(patient.machine.state(), SessionState::kSetup);
  patient.Stand(3.6);
  patient.Repeat(3);
  EXPECT_EQ(patient.machine.state(), SessionState::kDone);
  EXPECT_EQ(patient.machine.stop_reason(), StopReason::kDone);
}

TEST(SetMachine, LeavingPausesAndComingBackGoesOnWithTheSameCount) {
  Patient patient(TwoSetsOfThree());
  patient.Stand(3.2);
  patient.Repeat(2);
  patient.BeAway(1.0);
  EXPECT_EQ(patient.machine.state(), SessionState::kActive);
  patient.BeAway(1.0);
  EXPECT_EQ(patient.machine.state(), SessionState::kPaused);
  EXPECT_EQ(patient.machine.pause_reason(), PauseReason::kLeft);
  patient.StandBadly(5.0);
  EXPECT_EQ(patient.machine.state(), SessionState::kPaused);
  patient.Stand(3.2);
  EXPECT_EQ(patient.machine.state(), SessionState::kActive);
  EXPECT_EQ(patient.machine.reps_of_set(), 2);
}

TEST(SetMachine, HandsPauseUntilHandsAreRaisedAgain) {
  Patient patient(TwoSetsOfThree());
  patient.Stand(3.2);
  patient.RaiseHands();
  EXPECT_EQ(patient.machine.pause_reason(), PauseReason::kHands);
  patient.Stand(60.0);
  EXPECT_EQ(patient.machine.state(), SessionState::kPaused);
  patient.RaiseHands();
  EXPECT_EQ(patient.machine.state(), SessionState::kReady);
  patient.Stand(3.2);
  EXPECT_EQ(patient.machine.state(), SessionState::kActive);
}

TEST(SetMachine, APauseThatWasAskedForIsNotEndedByStandingThere) {
  Patient patient(TwoSetsOfThree());
  patient.Stand(3.2);
  EXPECT_TRUE(patient.machine.Apply(CommandKind::kPause, StopReason::kDone));
  patient.Stand(20.0);
  EXPECT_EQ(patient.machine.state(), SessionState::kPaused);
  patient.machine.Apply(CommandKind::kResume, StopReason::kDone);
  patient.Stand(3.2);
  EXPECT_EQ(patient.machine.state(), SessionState::kActive);
}

TEST(SetMachine, TimeWithoutFramesIsNotAbsence) {
  Patient patient(TwoSetsOfThree());
  patient.Stand(3.2);
  patient.Repeat(1);
  patient.Gap(120.0);
  patient.Stand(0.1);
  EXPECT_EQ(patient.machine.state(), SessionState::kActive);
  EXPECT_LT(patient.machine.active_time().value, 5.0);
}

TEST(SetMachine, StopIsFinal) {
  Patient patient(TwoSetsOfThree());
  patient.Stand(3.2);
  patient.Repeat(1);
  patient.machine.Apply(CommandKind::kStop, StopReason::kPain);
  patient.Repeat(5);
  EXPECT_EQ(patient.machine.state(), SessionState::kDone);
  EXPECT_EQ(patient.machine.stop_reason(), StopReason::kPain);
  EXPECT_EQ(patient.machine.reps_of_set(), 1);
}

}  // namespace
}  // namespace ezpt::coach
