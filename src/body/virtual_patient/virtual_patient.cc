#include "body/virtual_patient/virtual_patient.h"

#include <algorithm>

#include "body/virtual_patient/dress.h"
#include "body/virtual_patient/walk.h"

namespace ezpt::body {
namespace {

constexpr int kLeastSide = 64, kMostSide = 4096;  // pixels

/// The points of a body that the picture must hold.
void AddExtent(const Proportions& body, const Skeleton& skeleton, std::vector<Vec3>& points) {
  for (const Vec3 joint : CocoJoints(body, skeleton)) points.push_back(joint);
  const double r = body.head_radius, up = body.head_centre - body.neck_base;
  points.push_back(skeleton.head * Vec3{0, up + 1.1 * r, 0});
  points.push_back(skeleton.head * Vec3{0, up, -1.1 * r});
  for (const Side side : kSides) {
    points.push_back(skeleton.arm(side).hand * Vec3{0, -body.hand, 0});
    points.push_back(skeleton.leg(side).foot * Vec3{0, -body.ankle_height, body.foot_length - body.foot_back});
    points.push_back(skeleton.leg(side).foot * Vec3{0, -body.ankle_height, -body.foot_back});
  }
}

JointAngles Halfway(const JointAngles& a, const JointAngles& b, double s) {
  JointAngles out;
  for (std::size_t i = 0; i < kDofCount; ++i) {
    const auto dof = static_cast<Dof>(i);
    out.Set(dof, a[dof] + (b[dof] - a[dof]) * s);
  }
  return out;
}

}  // namespace

Result<VirtualPatient> VirtualPatient::Create(const Script& script) {
  if (std::min(script.width, script.height) < kLeastSide || std::max(script.width, script.height) > kMostSide) {
    return Error{ErrorCode::kInvalidArgument, "virtual patient: the picture's sides must be 64 to 4096 pixels"};
  }
  EZPT_TRY(Timeline timeline, Timeline::Create(script.exercise, script.events, script.variation, script.seed));
  return VirtualPatient(script, std::move(timeline));
}

VirtualPatient::VirtualPatient(const Script& script, Timeline timeline)
    : script_(script),
      timeline_(std::move(timeline)),
      body_(ProportionsOf(script.look.physique)),
      solver_(body_, script.exercise.posture, ContactsOf(script.exercise), script.exercise.poses.start,
              script.exercise.poses.end) {
  const Skeleton start = solver_.Solve(script.exercise.poses.start);
  props_ = PropsFor(solver_, script.exercise.posture, script.exercise.contacts, start);
  const std::vector<Vec3> extent = Extent();
  camera_ =
      FitCamera(PlaceCamera(script.view, script.exercise.posture, script.seed), extent, script.width, script.height);
  // In from the picture's side: half a picture and a person's width away at the pelvis.
  const Vec3 across = Unit({camera_.axes.x.x, 0, camera_.axes.x.z}, {1, 0, 0});
  const double depth = camera_.ToCamera(start.pelvis.origin).z;
  const double out = 0.5 * camera_.width / camera_.focal * depth + 0.45 * body_.height;
  const Vec3 home{start.pelvis.origin.x, 0, start.pelvis.origin.z};
  entrance_ = home + across * (script.seed % 2 == 0 ? out : -out);
  if (timeline_.towel_grip()) {
    const Skeleton reaching = solver_.Solve(timeline_.At(*timeline_.towel_grip()).angles);
    const Vec3 hand = reaching.arm(script.exercise.working).hand * Vec3{0, -0.7 * body_.hand, 0};
    towel_ = {hand.x, 0, hand.z};
  }
}

std::vector<Vec3> VirtualPatient::Extent() const {
  std::vector<Vec3> points;
  const auto add = [&](const RepPoses& poses) {
    for (const double s : {0.0, 0.35, 0.7, 1.0})
      AddExtent(body_, solver_.Solve(Halfway(poses.start, poses.end, s)), points);
    if (poses.middle) AddExtent(body_, solver_.Solve(*poses.middle), points);
  };
  add(script_.exercise.poses);
  if (script_.exercise.other_side) add(*script_.exercise.other_side);
  for (const Event& event : script_.events) {
    for (const RepOverride& o : event.overrides) add(o.poses);
  }
  return points;
}

Skeleton VirtualPatient::WalkInAt(double s) const {
  const Skeleton start = solver_.Solve(script_.exercise.poses.start);
  const Vec3 home{start.pelvis.origin.x, 0, start.pelvis.origin.z};
  const Skeleton walking = WalkingBody(body_, entrance_, home, s);
  if (s <= kWalkStands) return walking;
  // Into the start pose: the joints turn, the pelvis moves, and what contacts
  // fixed comes in towards the end.
  const double settle = MinimumJerk((s - kWalkStands) / (1.0 - kWalkStands));
  const JointAngles angles = Halfway(RestPose(Posture::kStanding), script_.exercise.poses.start, settle);
  const Frame root{Lerp(walking.pelvis.origin, start.pelvis.origin, settle),
                   Blend(walking.pelvis.axes, start.pelvis.axes, settle)};
  const Skeleton lowered = Blend(walking, ForwardKinematics(body_, angles, root), SmoothStep(0.0, 0.3, settle));
  return Blend(lowered, start, SmoothStep(0.5, 1.0, settle));
}

BodyState VirtualPatient::At(Seconds t) const {
  BodyState state;
  state.t = t;
  state.moment = timeline_.At(t);
  state.skeleton =
      state.moment.mode == Timeline::Mode::kWalk ? WalkInAt(state.moment.walk) : solver_.Solve(state.moment.angles);
  return state;
}

TruthFrame VirtualPatient::Truth(const BodyState& state) const {
  TruthFrame truth;
  truth.t = state.t;
  truth.repetition = state.moment.repetition;
  truth.progress = state.moment.progress;
  truth.image.space = Space::kImage;
  truth.world.space = Space::kWorld;
  const std::array<Vec3, kCocoCount> joints = CocoJoints(body_, state.skeleton);
  const Vec3 origin = camera_.ToCamera(state.skeleton.pelvis.origin);
  for (std::size_t j = 0; j < kCocoCount; ++j) {
    const Vec3 px = camera_.Project(joints[j]);
    const Vec3 metres = camera_.ToCamera(joints[j]) - origin;
    const bool inside = px.x >= 0 && px.y >= 0 && px.x < camera_.width && px.y < camera_.height;
    truth.image.points[j] = {static_cast<float>(px.x), static_cast<float>(px.y), 0.0F, inside ? 1.0F : 0.0F};
    truth.world.points[j] = {static_cast<float>(metres.x), static_cast<float>(metres.y), static_cast<float>(metres.z),
                             1.0F};
  }
  truth.occluded = OccludedJoints(body_, state.skeleton, camera_.position);
  truth.person_height_px = body_.height * camera_.focal / std::max(0.1, origin.z);
  return truth;
}

void VirtualPatient::Render(const BodyState& state, Image& image) {
  if (!renderer_) renderer_ = std::make_unique<Renderer>(script_.look, camera_, solver_.start_pelvis(), script_.seed);
  mesh_.Clear();
  AddPerson(body_, script_.look, state.skeleton, mesh_);
  AddProps(props_, body_, mesh_);
  if (timeline_.towel_grip()) {
    const Frame& hand = state.skeleton.arm(script_.exercise.working).hand;
    const bool held = state.moment.towel_in_hand;
    AddTowel(held ? hand * Vec3{0, -0.5 * body_.hand, 0} : towel_, held ? TowelState::kInHand : TowelState::kOnFloor,
             mesh_);
  }
  renderer_->Render(mesh_, image);
}

}  // namespace ezpt::body
