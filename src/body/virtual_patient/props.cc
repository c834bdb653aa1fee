#include "body/virtual_patient/props.h"

#include <algorithm>
#include <array>

namespace ezpt::body {
namespace {

bool On(std::span<const Contact> contacts, Surface surface) {
  return std::any_of(contacts.begin(), contacts.end(), [surface](const Contact& c) { return c.on == surface; });
}

void AddChair(const Props::Chair& chair, double width, Mesh& mesh) {
  const uint16_t wood = mesh.Add({{0.55F, 0.37F, 0.23F}, 0.12F, 0.0F});
  const uint16_t cushion = mesh.Add({{0.44F, 0.52F, 0.50F}, 0.03F, 0.1F});
  const Vec3 up{0, 1, 0};
  const Mat3 axes{Cross(up, chair.front), up, chair.front};
  const double top = chair.seat.y, half = 0.5 * width, depth = 0.21;
  const auto at = [&](double x, double y, double z) {
    return Vec3{chair.seat.x, 0, chair.seat.z} + axes * Vec3{x, y, z};
  };
  AddBox(at(0, top - 0.018, 0), axes, {half, 0.018, depth}, cushion, mesh);
  AddBox(at(0, top - 0.046, 0), axes, {half, 0.010, depth}, wood, mesh);
  for (const double x : {-1.0, 1.0}) {
    for (const double z : {-1.0, 1.0}) {
      const double height = z < 0 ? 0.5 * (top + 0.42) : 0.5 * (top - 0.05);
      AddBox(at(x * (half - 0.022), height, z * (depth - 0.022)), axes, {0.018, height, 0.018}, wood, mesh);
    }
  }
  for (const double y : {0.20, 0.37})
    AddBox(at(0, top + y, -depth + 0.022), axes, {half - 0.04, 0.045, 0.010}, wood, mesh);
}

}  // namespace

Props PropsFor(const ContactSolver& solver, Posture posture, std::span<const Contact> contacts, const Skeleton& start) {
  Props props;
  const Vec3 pelvis = start.pelvis.origin;
  if (solver.seat_height() > 0.0) {
    props.chair = Props::Chair{{pelvis.x, solver.seat_height(), pelvis.z + 0.055}, {0, 0, 1}};
  } else if (posture == Posture::kStanding && On(contacts, Surface::kChair)) {
    // Its back is the hand's support: beside the person, facing away from them.
    for (const Contact& contact : contacts) {
      if (contact.part != ContactPart::kLeftHand && contact.part != ContactPart::kRightHand) continue;
      const Side side = contact.part == ContactPart::kLeftHand ? Side::kLeft : Side::kRight;
      const Vec3 hand = start.arm(side).hand.origin;
      const double out = side == Side::kLeft ? 1.0 : -1.0;
      props.chair = Props::Chair{{hand.x + out * 0.24, hand.y - 0.44, hand.z + 0.03}, {out, 0, 0}};
    }
  }
  if (posture == Posture::kSupine || posture == Posture::kPlank || On(contacts, Surface::kMat)) {
    const Vec3 ankles = Lerp(start.legs[0].foot.origin, start.legs[1].foot.origin, 0.5);
    const Vec3 middle = Lerp(start.head.origin, ankles, 0.5);
    props.mat = Props::Mat{{middle.x, 0, middle.z}};
  }
  return props;
}

void AddProps(const Props& props, const Proportions& body, Mesh& mesh) {
  if (props.chair) AddChair(*props.chair, 0.25 * body.height, mesh);
  if (props.mat) {
    const uint16_t mat = mesh.Add({{0.30F, 0.42F, 0.50F}, 0.02F, 0.1F});
    const double half_length = 0.60 * body.height;
    AddBox({props.mat->centre.x, 0.003, props.mat->centre.z}, Mat3{}, {0.34, 0.003, half_length}, mat, mesh);
  }
}

void AddTowel(Vec3 place, TowelState state, Mesh& mesh) {
  const uint16_t cloth = mesh.Add({{0.92F, 0.93F, 0.96F}, 0.0F, 0.2F});
  // A folded cloth lying flat, or hanging in folds from the hand.
  const bool flat = state == TowelState::kOnFloor;
  const Vec3 side = flat ? Unit(Vec3{1, 0, 0.4}) : Vec3{1, 0, 0}, front = flat ? Vec3{0, 1, 0} : Vec3{0, 0, 1};
  const Vec3 along = flat ? Cross(side, front) : Vec3{0, -1, 0};
  const Vec3 from = flat ? Vec3{place.x, 0.014, place.z} - along * 0.10 : place;
  const double length = flat ? 0.20 : 0.40, width = flat ? 0.16 : 0.075, thick = flat ? 0.014 : 0.022;
  std::array<Ring, 5> rings;
  for (std::size_t i = 0; i < rings.size(); ++i) {
    const double s = static_cast<double>(i) / 4.0;
    const double spread = flat ? 1.0 : 0.45 + 0.55 * SmoothStep(0.0, 0.6, s);
    rings[i] = {from + along * (length * s), side, front, width * spread, thick, thick, 0.75};
  }
  AddTube(rings, 16, Ends::kClosed, cloth, mesh);
}

}  // namespace ezpt::body
