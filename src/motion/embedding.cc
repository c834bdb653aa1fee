#include "motion/embedding.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace ezpt::motion {
namespace {

using body::Joint;

/// The joints of the vector, left ones first; the head is a point of its own.
enum Node : std::size_t {
  kHead,
  kShoulderL,
  kShoulderR,
  kElbowL,
  kElbowR,
  kWristL,
  kWristR,
  kHipL,
  kHipR,
  kKneeL,
  kKneeR,
  kAnkleL,
  kAnkleR,
  kNodeCount,
};

constexpr std::array<Joint, kNodeCount> kJointOf = {
    Joint::kNose,      Joint::kLeftShoulder, Joint::kRightShoulder, Joint::kLeftElbow, Joint::kRightElbow,
    Joint::kLeftWrist, Joint::kRightWrist,   Joint::kLeftHip,       Joint::kRightHip,  Joint::kLeftKnee,
    Joint::kRightKnee, Joint::kLeftAnkle,    Joint::kRightAnkle};

/// The joint a limb reaches this one from.
constexpr std::array<std::size_t, kNodeCount> kBefore = {
    kShoulderL, kHipL, kHipR, kShoulderL, kShoulderR, kElbowL, kElbowR, kHipL, kHipR, kHipL, kHipR, kKneeL, kKneeR};

/// Ends of limbs tell exercises apart; the head is where trackers differ most.
constexpr std::array<double, kNodeCount> kPlaceWeight = {0.6, 0.8, 0.8, 1.0, 1.0, 1.2, 1.2,
                                                         0.8, 0.8, 1.0, 1.0, 1.2, 1.2};

struct Bone {
  std::size_t from;
  std::size_t to;
};
constexpr std::array<Bone, 8> kLimbs = {{{kShoulderL, kElbowL},
                                         {kShoulderR, kElbowR},
                                         {kElbowL, kWristL},
                                         {kElbowR, kWristR},
                                         {kHipL, kKneeL},
                                         {kHipR, kKneeR},
                                         {kKneeL, kAnkleL},
                                         {kKneeR, kAnkleR}}};
constexpr double kDirectionWeight = 0.45;
constexpr double kTrunkWeight = 0.8;
/// A bone shorter than this part of the body's size points at the camera.
constexpr double kForeshortened = 0.35;

struct Point {
  double x = 0;
  double y = 0;
};
Point operator+(Point a, Point b) { return {a.x + b.x, a.y + b.y}; }
Point operator-(Point a, Point b) { return {a.x - b.x, a.y - b.y}; }
Point operator*(Point a, double k) { return {a.x * k, a.y * k}; }
double Norm(Point a) { return std::sqrt(a.x * a.x + a.y * a.y); }

constexpr std::size_t Counterpart(std::size_t node) { return node % 2 == 1 ? node + 1 : node - 1; }

using Nodes = std::array<Point, kNodeCount>;

/// Mean of the ears and the nose that are seen: a head turned away keeps its place.
std::optional<Point> Head(const body::Pose& pose) {
  Point sum;
  int seen = 0;
  for (const Joint joint : {Joint::kNose, Joint::kLeftEar, Joint::kRightEar}) {
    const body::Landmark point = body::At(pose, joint);
    if (point.score < kEmbeddingMinScore) continue;
    sum = sum + Point{point.x, point.y};
    ++seen;
  }
  if (seen == 0) return std::nullopt;
  return sum * (1.0 / seen);
}

std::optional<Nodes> Locate(const body::Pose& pose) {
  Nodes nodes;
  std::array<bool, kNodeCount> seen{};
  for (std::size_t i = kShoulderL; i < kNodeCount; ++i) {
    const body::Landmark point = body::At(pose, kJointOf[i]);
    seen[i] = point.score >= kEmbeddingMinScore;
    nodes[i] = {point.x, point.y};
  }
  for (const std::size_t left : {kShoulderL, kHipL, kKneeL}) {
    if (!seen[left] && !seen[Counterpart(left)]) return std::nullopt;
  }
  for (std::size_t i = kShoulderL; i < kNodeCount; ++i) {
    if (!seen[i] && seen[Counterpart(i)]) nodes[i] = nodes[Counterpart(i)];
  }
  // From the trunk outwards, so that an unseen wrist finds its elbow already placed.
  for (std::size_t i = kShoulderL; i < kNodeCount; ++i) {
    if (!seen[i] && !seen[Counterpart(i)]) nodes[i] = nodes[kBefore[i]];
  }
  nodes[kHead] = Head(pose).value_or((nodes[kShoulderL] + nodes[kShoulderR]) * 0.5);
  return nodes;
}

double Size(const Nodes& nodes) {
  Point centre;
  for (const Point& node : nodes) centre = centre + node;
  centre = centre * (1.0 / static_cast<double>(kNodeCount));
  double sum = 0;
  for (const Point& node : nodes) {
    const Point d = node - centre;
    sum += d.x * d.x + d.y * d.y;
  }
  return std::sqrt(sum / static_cast<double>(kNodeCount));
}

Point Direction(Point bone, double weight) {
  const double length = Norm(bone);
  if (length <= 0) return {};
  return bone * (weight * std::min(1.0, length / kForeshortened) / length);
}

}  // namespace

std::optional<Embedding> Embed(const body::Pose& pose) {
  auto located = Locate(pose);
  if (!located) return std::nullopt;
  Nodes& nodes = *located;
  const double size = Size(nodes);
  if (!(size > 1e-6)) return std::nullopt;
  const Point origin = (nodes[kHipL] + nodes[kHipR]) * 0.5;
  for (Point& node : nodes) node = (node - origin) * (1.0 / size);

  Embedding vector{};
  std::size_t at = 0;
  const auto put = [&](Point point) {
    vector[at++] = static_cast<float>(point.x);
    vector[at++] = static_cast<float>(point.y);
  };
  for (std::size_t i = 0; i < kNodeCount; ++i) put(nodes[i] * kPlaceWeight[i]);
  put(Direction((nodes[kShoulderL] + nodes[kShoulderR]) * 0.5, kTrunkWeight));
  for (const Bone& bone : kLimbs) put(Direction(nodes[bone.to] - nodes[bone.from], kDirectionWeight));
  return vector;
}

double Distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double d = double{a[i]} - double{b[i]};
    sum += d * d;
  }
  return std::sqrt(sum);
}

}  // namespace ezpt::motion
