#include "server/demo_session.h"

#include "coach/engine_version.h"
#include "coach/pipeline.h"
#include "exercise/json.h"
#include "pose/tracker.h"
#include "server/history.h"
#include "server/virtual_patient.h"

namespace ezpt::server {
namespace {

constexpr double kFps = 15.0;

/// `share` of the way from the start pose to the end pose.
void Shorten(body::RepPoses& poses, double share) {
  for (std::size_t i = 0; i < body::kDofCount; ++i) {
    const auto dof = static_cast<body::Dof>(i);
    const Degrees start = poses.start[dof];
    const auto shortened = [&](Degrees angle) { return start + (angle - start) * share; };
    if (poses.middle) poses.middle->Set(dof, shortened((*poses.middle)[dof]));
    poses.end.Set(dof, shortened(poses.end[dof]));
  }
}

body::Script ScriptOf(const DemoSet& set) {
  PatientClip clip;
  clip.view = set.definition->views.front();
  clip.repetitions = set.repetitions;
  clip.seed = set.seed;
  clip.fault = set.fault.empty() ? &set.definition->faults.front() : exercise::FindFault(*set.definition, set.fault);
  for (int i = 0; i < set.faulty; ++i) clip.faulty.push_back(i * set.repetitions / set.faulty);
  body::Script script = ScriptFor(*set.definition, clip);
  script.look = body::SamplePatient(set.body_seed);
  Shorten(script.exercise.poses, set.range);
  if (script.exercise.other_side) Shorten(*script.exercise.other_side, set.range);
  for (body::Event& event : script.events) {
    for (body::RepOverride& faulty : event.overrides) Shorten(faulty.poses, set.range);
  }
  return script;
}

Result<coach::Pipeline> Coached(const DemoSet& set) {
  EZPT_TRY(const body::VirtualPatient patient, body::VirtualPatient::Create(ScriptOf(set)));
  body::StreamInfo stream;
  stream.width = patient.camera().width;
  stream.height = patient.camera().height;
  stream.fps = kFps;
  coach::SessionOptions options;
  options.sets = 1;
  options.reps = static_cast<uint16_t>(set.prescribed);
  EZPT_TRY(coach::Pipeline pipeline, coach::Pipeline::Create(set.definition, stream, options, {}));
  const auto frames = static_cast<uint32_t>(patient.duration().value * kFps);
  for (uint32_t i = 0; i < frames && pipeline.state() != coach::SessionState::kDone; ++i) {
    const Seconds t(i / kFps);
    const auto feedback = pipeline.ProcessLandmarks({t, patient.Truth(t).image}, i);
    if (!feedback.ok()) return feedback.error();
  }
  pipeline.Apply(coach::CommandKind::kStop, set.stopped);
  return pipeline;
}

}  // namespace

Result<DemoRecord> MakeDemoRecord(const DemoSet& set) {
  EZPT_TRY(coach::Pipeline pipeline, Coached(set));
  DemoRecord made;
  made.chunks = pipeline.TakeChunks(coach::Pipeline::Take::kEverything);
  const coach::SessionSummary summary = pipeline.Summary();
  SetFigures(summary, made.row);
  made.row.id = set.id;
  made.row.owner = set.owner;
  made.row.clinic = set.clinic;
  made.row.exercise = set.definition->id;
  made.row.side = "auto";
  made.row.source = "demo";
  made.row.started_ms = set.started_ms;
  made.row.ended_ms = set.started_ms + static_cast<int64_t>(made.row.duration_s * 1000);
  made.row.ended = coach::Name(set.stopped);
  made.row.definition_hash = exercise::DefinitionHash(*set.definition);
  made.row.engine = coach::kEngineVersion;
  made.run = MakeRun(summary, made.row, store::ScoringRun::Basis::kRecord, "");
  return made;
}

}  // namespace ezpt::server
