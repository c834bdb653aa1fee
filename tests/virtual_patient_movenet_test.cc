// release-only: runs the network some thousand times.
//
// The closed loop of docs/virtual-patient.md: rendered pixels through MoveNet and
// the tracker, against the renderer's own truth. Prints the table that the
// document shows; EZPT_SEEDS=N widens it to N people.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "body/virtual_patient/virtual_patient.h"
#include "media/model_file.h"
#include "pose/tracker.h"

namespace ezpt {
namespace {

using namespace body;

constexpr double kLeastScore = 0.5;     // mean of the joints that can be seen
constexpr double kLargestError = 0.04;  // median over limb joints, of the person's height
constexpr int kFrames = 8;              // looked at before the pose is judged

enum class Pose6 { kStanding, kSquatting, kArmsUp, kSeated, kSupine, kPushUp };
constexpr std::array kPoses = {Pose6::kStanding, Pose6::kSquatting, Pose6::kArmsUp,
                               Pose6::kSeated,   Pose6::kSupine,    Pose6::kPushUp};
constexpr std::array kPoseNames = {"standing", "squatting", "arms up", "seated", "supine", "push-up"};

void Both(JointAngles& pose, Dof left, double degrees) {
  pose.Set(left, Degrees(degrees));
  pose.Set(Mirrored(left), Degrees(degrees));
}

Script HeldPose(Pose6 which, View view, uint64_t seed) {
  Script script;
  script.look = SamplePatient(seed);
  script.seed = seed;
  script.view = view;
  ExerciseMotion& motion = script.exercise;
  motion.posture = which == Pose6::kSeated   ? Posture::kSeated
                   : which == Pose6::kSupine ? Posture::kSupine
                   : which == Pose6::kPushUp ? Posture::kPlank
                                             : Posture::kStanding;
  motion.contacts = {{ContactPart::kLeftFoot, Surface::kFloor}, {ContactPart::kRightFoot, Surface::kFloor}};
  JointAngles pose = RestPose(motion.posture);
  if (which == Pose6::kSquatting) {
    Both(pose, Dof::kLeftHipFlexion, 90);
    Both(pose, Dof::kLeftKneeFlexion, 90);
    Both(pose, Dof::kLeftAnkleDorsiflexion, 24);
    Both(pose, Dof::kLeftHipAbduction, 10);
    Both(pose, Dof::kLeftShoulderFlexion, 80);
    pose.Set(Dof::kTrunkFlexion, Degrees(10));
  }
  if (which == Pose6::kArmsUp) Both(pose, Dof::kLeftShoulderFlexion, 160);
  if (which == Pose6::kPushUp) Both(pose, Dof::kLeftElbowFlexion, 45);
  motion.poses = {pose, std::nullopt, pose, {}};
  Event still;
  still.kind = Event::Kind::kStandStill;
  still.duration = Seconds(kFrames / 10.0);
  script.events = {still};
  return script;
}

double Median(std::vector<double> values) {
  if (values.empty()) return 1.0;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// Watches one held pose and adds the last frame's scores and errors.
void Watch(pose::PoseTracker& tracker, const Script& script, std::vector<double>& scores, std::vector<double>& errors) {
  auto patient = VirtualPatient::Create(script);
  ASSERT_TRUE(patient.ok()) << patient.error().message;
  tracker.Reset();
  Image image;
  body::PoseFrame seen;
  for (int frame = 0; frame < kFrames; ++frame) {
    patient->Render(patient->At(Seconds(frame / 10.0)), image);
    auto found = tracker.Process(image.view(), Seconds(frame / 10.0));
    ASSERT_TRUE(found.ok()) << found.error().message;
    seen = *found;
  }
  const TruthFrame truth = patient->Truth(Seconds((kFrames - 1) / 10.0));
  for (std::size_t j = 0; j < kCocoCount; ++j) {
    if (truth.occluded[j]) continue;
    const Landmark at = seen.pose ? seen.pose->points[j] : Landmark{};
    scores.push_back(static_cast<double>(at.score));
    if (j < CocoIndex(Joint::kLeftShoulder)) continue;  // The face.
    const double dx = static_cast<double>(at.x - truth.image.points[j].x),
                 dy = static_cast<double>(at.y - truth.image.points[j].y);
    errors.push_back(seen.pose ? std::sqrt(dx * dx + dy * dy) / truth.person_height_px : 1.0);
  }
}

TEST(VirtualPatientMoveNet, EveryPoseIsSeenFromEveryView) {
  const auto model = media::ReadModel(EZPT_SOURCE_DIR "/build/models/movenet-lightning.json");
  if (!model.ok()) GTEST_SKIP() << "skipped: no model in build/models; run ./x setup";
  auto tracker = pose::PoseTracker::Create(*model, {});
  ASSERT_TRUE(tracker.ok()) << tracker.error().message;
  const char* wanted = std::getenv("EZPT_SEEDS");
  const int people = wanted ? std::clamp(std::atoi(wanted), 1, 500) : 4;
  std::printf("| pose | view | mean score | median error, %% of height |\n| --- | --- | --- | --- |\n");
  for (std::size_t p = 0; p < kPoses.size(); ++p) {
    for (const View view : {View::kFront, View::kSideLeft, View::kOblique}) {
      std::vector<double> scores, errors;
      for (int i = 0; i < people; ++i) {
        const uint64_t seed = kFirstDemoSeed + 500 + static_cast<uint64_t>(i);
        Watch(*tracker, HeldPose(kPoses[p], view, seed), scores, errors);
      }
      double sum = 0.0;
      for (const double score : scores) sum += score;
      const double mean = scores.empty() ? 0.0 : sum / static_cast<double>(scores.size());
      const double median = Median(errors);
      std::printf("| %s | %s | %.2f | %.1f |\n", kPoseNames[p], std::string(ViewName(view)).c_str(), mean,
                  100 * median);
      std::fflush(stdout);
      EXPECT_GE(mean, kLeastScore) << kPoseNames[p] << " " << ViewName(view);
      EXPECT_LE(median, kLargestError) << kPoseNames[p] << " " << ViewName(view);
    }
  }
}

}  // namespace
}  // namespace ezpt
