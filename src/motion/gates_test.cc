#include "motion/gates.h"

#include <gtest/gtest.h>

#include "motion/test_support.h"

namespace ezpt::motion {
namespace {

using body::Joint;
using body::Signal;
using exercise::Gate;
using exercise::GateAt;
using exercise::SideRule;

constexpr double kFrame = 1.0 / 30;  // seconds

/// A movement of two seconds to progress 1 and back; `read(progress)` is the signal.
template <typename Read>
std::optional<Dismissed> Judge(const Gate& gate, Read&& read) {
  exercise::Definition definition = test::SquatDefinition();
  definition.contacts.clear();
  definition.gates = {gate};
  // The trunk is upright, 90 degrees, all the time.
  SignalBank bank({gate.signal, Signal::kTrunkPitch, Signal::kFootDrift});
  Samples samples;
  for (double t = -1; t <= 2; t += kFrame) {
    const double progress = t < 0 ? 0 : math::Sin(kPi * t / 2);
    const double value = read(progress);
    samples.push_back({Seconds(t), Seconds(0), progress, {{value, value}, {90, 90}, {0, 0}}});
  }
  SideContext side;
  side.view = body::View::kFront;
  return Objection(definition, bank, samples, FindParts(samples, Seconds(0), Seconds(2)), side);
}

Gate FootGate(GateAt at) {
  Gate gate;
  gate.signal = Signal::kFootHeight;
  gate.side = SideRule::kWorking;
  gate.at = at;
  gate.max = 0.1;
  gate.views = {body::View::kFront};
  return gate;
}

TEST(Gates, ARangeGateForgivesWhatWasSoFromTheStart) {
  // One foot is nearer to the camera: lower in the picture all the time, and on the floor.
  const auto standing = [](double) { return 0.15; };
  EXPECT_FALSE(Judge(FootGate(GateAt::kRange), standing));
  EXPECT_TRUE(Judge(FootGate(GateAt::kPeak), standing));
  const auto lifted = [](double progress) { return -0.15 + 0.3 * progress; };
  EXPECT_TRUE(Judge(FootGate(GateAt::kRange), lifted));
}

TEST(Gates, OneWildFrameAtTheFarEndDecidesNothing) {
  Gate gate = FootGate(GateAt::kPeak);
  int frames_left = 1;
  EXPECT_FALSE(Judge(gate, [&](double progress) { return progress > 0.999 && frames_left-- > 0 ? 5.0 : 0.0; }));
}

TEST(Gates, ASecondSignHasToAgree) {
  const auto lifted = [](double progress) { return 0.3 * progress; };
  Gate gate = FootGate(GateAt::kPeak);
  gate.also = {.signal = Signal::kTrunkPitch, .side = SideRule::kNearest, .below = 80, .above = std::nullopt};
  EXPECT_FALSE(Judge(gate, lifted));
  gate.also->below = 100;
  EXPECT_TRUE(Judge(gate, lifted));
}

TEST(Gates, InALongStrideOneLegUnderTheBodyIsStanding) {
  const body::Pose upright = test::Facing();
  body::Pose stride = upright;  // In profile, the rear foot far behind and the knee bent.
  stride.points[body::CocoIndex(Joint::kRightAnkle)] = {430, 340, 0, 0.8f};
  stride.points[body::CocoIndex(Joint::kRightKnee)] = {380, 310, 0, 0.8f};
  const body::BodyScale scale = body::MeasureScale(upright, 0.2f);
  const ViewEstimate view{
      .known = true, .view = body::View::kSideLeft, .nearer = body::Side::kLeft, .yaw = Degrees(85)};
  EXPECT_TRUE(InPosition(exercise::Position::kStanding, stride, scale, view, 0.2f));
  EXPECT_FALSE(InPosition(exercise::Position::kStanding, test::Facing(0.5), scale, view, 0.2f)) << "both legs bent";
}

}  // namespace
}  // namespace ezpt::motion
