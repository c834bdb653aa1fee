#include "body/signal.h"

#include <cmath>

#include "body/signal_values.h"

namespace ezpt::body {
namespace {

using reading::Reader;
using reading::Value;

Value Negated(Value v) { return v ? Value(-*v) : v; }

Value Read(Signal signal, const Reader& r) {
  using namespace reading;  // one function a signal
  switch (signal) {
    case Signal::kKneeFlexion:
      return Bend(r, Joint::kLeftHip, Joint::kLeftKnee, Joint::kLeftAnkle);
    case Signal::kHipFlexion:
      return HipFlexion(r, Joint::kLeftKnee);
    case Signal::kHipAbduction:
      return HipAbduction(r);
    case Signal::kShoulderFlexion:
      return ShoulderFlexion(r);
    case Signal::kShoulderAbduction:
      return ShoulderAbduction(r);
    case Signal::kElbowFlexion:
      return Bend(r, Joint::kLeftShoulder, Joint::kLeftElbow, Joint::kLeftWrist);
    case Signal::kTrunkLean:
      return ForwardTilt(r, r.Trunk());
    case Signal::kTrunkLateralLean:
      return SidewaysTilt(r);
    case Signal::kTrunkPitch:
      return TrunkPitch(r);
    case Signal::kPelvisObliquity:
      return Obliquity(r, Joint::kLeftHip);
    case Signal::kShoulderObliquity:
      return Obliquity(r, Joint::kLeftShoulder);
    case Signal::kKneeValgus:
      return KneeValgus(r);
    case Signal::kBodyLine:
      return Negated(HipFlexion(r, Joint::kLeftAnkle));
    case Signal::kBodyLineKnee:
      return Negated(HipFlexion(r, Joint::kLeftKnee));
    case Signal::kShankTilt:
      return ShankTilt(r);
    case Signal::kThighPitch:
      return ThighPitch(r);
    case Signal::kUpperArmElevation:
      return UpperArmElevation(r);
    case Signal::kUpperArmDrift:
      return UpperArmDrift(r);
    case Signal::kShoulderHike:
      return ShoulderHike(r);
    case Signal::kHeelRise:
      return HeelRise(r);
    case Signal::kWristToThigh:
      return WristToThigh(r);
    case Signal::kWristHeight:
      return Height(r.Point(Joint::kLeftWrist), r.Point(Joint::kLeftHip), r.Scale(&BodyScale::trunk));
    case Signal::kHipHeight:
      return HipHeight(r);
    case Signal::kShoulderHeight:
      return Height(r.Point(Joint::kLeftShoulder), r.Point(Joint::kLeftWrist), r.Scale(&BodyScale::reach));
    case Signal::kPressHeight:
      return PressHeight(r);
    case Signal::kKneeHeight:
      return KneeHeight(r);
    case Signal::kKneeSeparation:
      return KneeSeparation(r);
    case Signal::kFootSeparation:
      return FootSeparation(r);
    case Signal::kFootHeight:
      return Height(r.Point(Joint::kLeftAnkle), r.Other(Joint::kLeftAnkle), r.Leg());
    case Signal::kFootDrift:
      return FootDrift(r);
    case Signal::kHipDrift:
      return HipDrift(r);
    case Signal::kArmExtent:
      return Extent(r.Point(Joint::kLeftShoulder), r.Point(Joint::kLeftWrist), r.Arm());
    case Signal::kLegExtent:
      return Extent(r.Point(Joint::kLeftHip), r.Point(Joint::kLeftAnkle), r.Leg());
    case Signal::kTrunkExtent:
      return Extent(r.Mid(Joint::kLeftHip), r.Mid(Joint::kLeftShoulder), r.Scale(&BodyScale::trunk));
    case Signal::kTrunkOverFeet:
      return TrunkOverFeet(r);
    case Signal::kShoulderSpread:
      return ShoulderSpread(r);
    case Signal::kDuration:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<double> Evaluate(Signal signal, const Pose& pose, Side side, const SignalContext& context) {
  const Reader reader(pose, side, context);
  const Value value = Read(signal, reader);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace ezpt::body
