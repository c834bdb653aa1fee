#include "body/virtual_patient/virtual_patient.h"

#include <gtest/gtest.h>

namespace ezpt::body {
namespace {

constexpr uint64_t kSeed = kFirstDemoSeed + 7;

void Both(JointAngles& pose, Dof left, double degrees) {
  pose.Set(left, Degrees(degrees));
  pose.Set(Mirrored(left), Degrees(degrees));
}

Script Squats(View view, uint64_t seed) {
  Script script;
  script.look = SamplePatient(seed);
  script.view = view;
  script.seed = seed;
  script.width = 320;
  script.height = 240;
  script.exercise.exercise_id = "squat";
  script.exercise.contacts = {{ContactPart::kLeftFoot, Surface::kFloor}, {ContactPart::kRightFoot, Surface::kFloor}};
  script.exercise.poses.start = RestPose(Posture::kStanding);
  script.exercise.poses.end = RestPose(Posture::kStanding);
  Both(script.exercise.poses.end, Dof::kLeftHipFlexion, 90);
  Both(script.exercise.poses.end, Dof::kLeftKneeFlexion, 95);
  Both(script.exercise.poses.end, Dof::kLeftAnkleDorsiflexion, 25);
  Event event;
  event.repetitions = 3;
  script.events = {event};
  return script;
}

uint64_t Fnv(uint64_t hash, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const unsigned char*>(data);
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
  return hash;
}

TEST(VirtualPatient, TruthNamesEveryRepetitionAndItsFault) {
  Script script = Squats(View::kSideLeft, kSeed);
  RepOverride shallow{1, script.exercise.poses, "shallow"};
  Both(shallow.poses.end, Dof::kLeftKneeFlexion, 50);
  Both(shallow.poses.end, Dof::kLeftHipFlexion, 48);
  script.events[0].overrides = {shallow};
  const auto patient = VirtualPatient::Create(script);
  ASSERT_TRUE(patient.ok()) << patient.error().message;
  ASSERT_EQ(patient->repetitions().size(), 3U);
  std::array<double, 3> knees{};
  for (std::size_t i = 0; i < 3; ++i) {
    const RepetitionTruth& truth = patient->repetitions()[i];
    EXPECT_LT(truth.start.value, truth.peak.value);
    EXPECT_LT(truth.peak.value, truth.end.value);
    knees[i] = KneeFlexionOf(patient->At(truth.peak).skeleton, Side::kLeft).value;
  }
  EXPECT_NEAR(knees[0], 95, 6);
  EXPECT_NEAR(knees[1], 50, 6);
  EXPECT_EQ(patient->repetitions()[1].fault_id, "shallow");
  EXPECT_EQ(patient->repetitions()[2].fault_id, "");
}

TEST(VirtualPatient, TheCameraSeesTheSideItsViewNames) {
  for (const View view : kAllViews) {
    const auto patient = VirtualPatient::Create(Squats(view, kSeed));
    ASSERT_TRUE(patient.ok());
    const BodyState state = patient->At(Seconds(0));
    const double left = patient->camera().ToCamera(state.skeleton.legs[0].thigh.origin).z;
    const double right = patient->camera().ToCamera(state.skeleton.legs[1].thigh.origin).z;
    if (view == View::kSideLeft || view == View::kOblique) {
      EXPECT_LT(left, right) << ViewName(view);
    }
    if (view == View::kSideRight) {
      EXPECT_GT(left, right);
    }
    const TruthFrame truth = patient->Truth(state);
    // From the front the left shoulder is at the picture's right.
    if (view == View::kFront) {
      EXPECT_GT(At(truth.image, Joint::kLeftShoulder).x, At(truth.image, Joint::kRightShoulder).x);
    }
  }
}

TEST(VirtualPatient, TheWholeBodyStaysInThePicture) {
  for (const View view : kAllViews) {
    const auto patient = VirtualPatient::Create(Squats(view, kSeed));
    ASSERT_TRUE(patient.ok());
    for (double t = 0; t < patient->duration().value; t += 0.4) {
      const TruthFrame truth = patient->Truth(Seconds(t));
      for (const Landmark& point : truth.image.view()) EXPECT_EQ(point.score, 1.0F);
    }
  }
}

TEST(VirtualPatient, TheFarHipIsHiddenFromTheSideAndTheNearOneIsNot) {
  const auto patient = VirtualPatient::Create(Squats(View::kSideLeft, kSeed));
  ASSERT_TRUE(patient.ok());
  const TruthFrame truth = patient->Truth(Seconds(0));
  EXPECT_TRUE(truth.occluded[CocoIndex(Joint::kRightHip)]);
  // The near hip is behind the hanging hand.
  for (const Joint joint : {Joint::kLeftKnee, Joint::kLeftAnkle, Joint::kLeftShoulder, Joint::kLeftElbow})
    EXPECT_FALSE(truth.occluded[CocoIndex(joint)]) << LandmarkName(Topology::kCoco17, CocoIndex(joint));
  const auto front = VirtualPatient::Create(Squats(View::kFront, kSeed));
  ASSERT_TRUE(front.ok());
  const TruthFrame seen = front->Truth(Seconds(0));
  for (const bool hidden : seen.occluded) EXPECT_FALSE(hidden);
}

TEST(VirtualPatient, WalksInFromOutsideThePictureWithoutJumping) {
  Script script = Squats(View::kFront, kSeed);
  Event walk;
  walk.kind = Event::Kind::kWalkIn;
  script.events.insert(script.events.begin(), walk);
  const auto patient = VirtualPatient::Create(script);
  ASSERT_TRUE(patient.ok());
  const TruthFrame outside = patient->Truth(Seconds(0));
  for (const Landmark& point : outside.image.view()) EXPECT_EQ(point.score, 0.0F);
  constexpr double kStep = 0.02, kFastest = 9.0;  // seconds; metres a second, of a swinging foot
  std::array<Vec3, kCocoCount> last = CocoJoints(patient->proportions(), patient->At(Seconds(0)).skeleton);
  for (double t = kStep; t < kWalkSeconds + 0.5; t += kStep) {
    const auto now = CocoJoints(patient->proportions(), patient->At(Seconds(t)).skeleton);
    for (std::size_t j = 0; j < kCocoCount; ++j) ASSERT_LT(Norm(now[j] - last[j]), kFastest * kStep) << t << " " << j;
    last = now;
  }
}

TEST(VirtualPatient, RefusesWhatCannotBeDone) {
  Script script = Squats(View::kFront, kSeed);
  script.events.clear();
  EXPECT_FALSE(VirtualPatient::Create(script).ok());
  script = Squats(View::kFront, kSeed);
  script.width = 10;
  EXPECT_FALSE(VirtualPatient::Create(script).ok());
  script = Squats(View::kFront, kSeed);
  script.events[0].overrides = {{3, script.exercise.poses, "late"}};
  EXPECT_FALSE(VirtualPatient::Create(script).ok());
  script = Squats(View::kFront, kSeed);
  script.exercise.poses.tempo.out = Seconds(0);
  EXPECT_FALSE(VirtualPatient::Create(script).ok());
  script = Squats(View::kFront, kSeed);
  script.exercise.other_side = script.exercise.poses;
  script.exercise.other_side->tempo.back = Seconds(-1);
  EXPECT_FALSE(VirtualPatient::Create(script).ok());
  script = Squats(View::kFront, kSeed);
  Event towel;
  towel.kind = Event::Kind::kTowel;
  script.events = {towel, towel};
  EXPECT_FALSE(VirtualPatient::Create(script).ok());
}

/// One number for a clip: its truth at every tenth of a second, and three frames' pixels.
uint64_t HashOf(const Script& script) {
  auto patient = VirtualPatient::Create(script);
  if (!patient.ok()) return 0;
  uint64_t hash = 0xcbf29ce484222325ULL;
  for (double t = 0; t < patient->duration().value; t += 0.1) {
    const TruthFrame truth = patient->Truth(Seconds(t));
    for (const Landmark& p : truth.image.view()) hash = Fnv(Fnv(hash, &p.x, sizeof p.x), &p.y, sizeof p.y);
    for (const Landmark& p : truth.world.view()) hash = Fnv(hash, &p.z, sizeof p.z);
  }
  Image image;
  for (const double t : {0.4, 2.9, 6.3}) {
    patient->Render(patient->At(Seconds(t)), image);
    hash =
        Fnv(hash, image.Row(0), static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height()) * 3);
  }
  return hash;
}

TEST(VirtualPatient, TheSameScriptIsTheSameClipUnderEveryCompiler) {
  Script script = Squats(View::kOblique, kSeed);
  Event walk;
  walk.kind = Event::Kind::kWalkIn;
  script.events.insert(script.events.begin(), walk);
  // Written down once from g++ on x86-64; it changes only with the looks or the motion.
  EXPECT_EQ(HashOf(script), 8679564081219574327ULL);
  EXPECT_NE(HashOf(Squats(View::kOblique, kSeed)), HashOf(Squats(View::kOblique, kSeed + 1)));
}

TEST(SamplePatient, SeedsOfDifferentUsesAreDifferentPeople) {
  EXPECT_EQ(UseOf(999), SeedUse::kReference);
  EXPECT_EQ(UseOf(1000), SeedUse::kDemo);
  EXPECT_EQ(UseOf(2000), SeedUse::kEvaluation);
  EXPECT_NE(SamplePatient(5).physique.height, SamplePatient(1005).physique.height);
  EXPECT_EQ(SamplePatient(5).physique.height, SamplePatient(5).physique.height);
}

}  // namespace
}  // namespace ezpt::body
