#include "server/virtual_patient.h"

#include <fmt/format.h>

#include <algorithm>

#include "body/figure.h"
#include "exercise/json.h"
#include "motion/exercise_motion.h"
#include "server/say.h"

namespace ezpt::server {
namespace {

constexpr Seconds kStillBefore{4.0};
constexpr Seconds kStillAfter{6.0};
constexpr std::string_view kDemo = "demo";

const exercise::Fault* FirstFaultSeenFrom(const exercise::Definition& definition, body::View view) {
  for (const exercise::Fault& fault : definition.faults) {
    if (std::find(fault.views.begin(), fault.views.end(), view) != fault.views.end()) return &fault;
  }
  return nullptr;
}

/// The side that works in footage from `view`: the one nearer to the camera.
body::Side WorkingSideFor(body::View view) {
  return view == body::View::kSideRight ? body::Side::kRight : body::Side::kLeft;
}

body::Event Happening(body::Event::Kind kind) {
  body::Event event;
  event.kind = kind;
  return event;
}

body::Event StandStill(Seconds duration) {
  body::Event event = Happening(body::Event::Kind::kStandStill);
  event.duration = duration;
  return event;
}

}  // namespace

body::View BestView(const exercise::Definition& definition, const body::Side* side) {
  for (const body::View view : definition.views) {
    if (side == nullptr || WorkingSideFor(view) == *side) return view;
  }
  return definition.views.front();
}

body::Script ScriptFor(const exercise::Definition& definition, const PatientClip& clip) {
  const body::Side working = WorkingSideFor(clip.view);
  body::Script script;
  script.look = body::SamplePatient(clip.seed);
  script.seed = clip.seed;
  script.view = clip.view;
  script.exercise = motion::ExerciseMotionOf(definition, working);
  if (definition.position == exercise::Position::kStanding)
    script.events.push_back(Happening(body::Event::Kind::kWalkIn));
  script.events.push_back(StandStill(kStillBefore));
  body::Event repetitions = Happening(body::Event::Kind::kRepetitions);
  repetitions.repetitions = clip.repetitions;
  if (clip.fault != nullptr) {
    for (const int i : clip.faulty) {
      repetitions.overrides.push_back(motion::FaultyRepetition(definition, *clip.fault, working, i));
    }
  }
  script.events.push_back(std::move(repetitions));
  script.events.push_back(StandStill(kStillAfter));
  return script;
}

std::vector<VirtualPatient::Scenario> VirtualPatient::ScenariosOf(const exercise::Definition& definition,
                                                                  const std::string& language) {
  const auto url = [&](const std::string& id) {
    return fmt::format("/virtual-patient/{}.mp4?scenario={}", definition.id, id);
  };
  std::vector<Scenario> scenarios = {
      {std::string(kDemo), Say(language, "scenario.demonstration"), url(std::string(kDemo))}};
  for (const exercise::Fault& fault : definition.faults) {
    scenarios.push_back({fault.id, exercise::In(fault.names, language), url(fault.id)});
  }
  return scenarios;
}

Result<Film> VirtualPatient::Video(const exercise::Definition& definition, std::string_view scenario,
                                   std::string_view side, const Person& asker) {
  EZPT_TRY(const Plan plan, PlanOf(definition, scenario, side));
  return studio_.Get(plan.key, plan.script, asker);
}

Result<VirtualPatient::Bytes> VirtualPatient::KeptVideo(const exercise::Definition& definition,
                                                        std::string_view scenario, std::string_view side) {
  EZPT_TRY(const Plan plan, PlanOf(definition, scenario, side));
  return studio_.Kept(plan.key);
}

Status VirtualPatient::Prepare(const exercise::Definition& definition, std::string_view scenario,
                               const std::function<bool()>& hold_back) {
  EZPT_TRY(const Plan plan, PlanOf(definition, scenario, ""));
  return studio_.Prepare(plan.key, plan.script, hold_back);
}

Result<VirtualPatient::Plan> VirtualPatient::PlanOf(const exercise::Definition& definition, std::string_view scenario,
                                                    std::string_view side) {
  const body::Side working = side == "right" ? body::Side::kRight : body::Side::kLeft;
  PatientClip clip;
  clip.repetitions = shape_.repetitions;
  clip.view = BestView(definition, side.empty() ? nullptr : &working);
  const bool demo = scenario.empty() || scenario == kDemo;
  if (demo) {
    clip.fault = FirstFaultSeenFrom(definition, clip.view);
    clip.faulty = {2, 3};
  } else {
    clip.fault = exercise::FindFault(definition, scenario);
    if (clip.fault == nullptr) return Error{ErrorCode::kNotFound, "The virtual patient does not know that scenario."};
    if (std::find(clip.fault->views.begin(), clip.fault->views.end(), clip.view) == clip.fault->views.end()) {
      clip.view = clip.fault->views.front();
    }
    for (int i = 0; i < clip.repetitions; ++i) clip.faulty.push_back(i);
  }
  Plan plan;
  plan.script = ScriptFor(definition, clip);
  plan.script.width = shape_.width;
  plan.script.height = shape_.height;
  const std::string name = fmt::format("{}/{}/{}", definition.id, demo ? kDemo : scenario, body::ViewName(clip.view));
  EZPT_TRY(const Bytes key, Once(name + "/film", [&] {
             return KeyOf(fmt::format("{} {}x{} {}", name, shape_.width, shape_.height, exercise::ToJson(definition)),
                          plan.script);
           }));
  plan.key = *key;
  return plan;
}

Result<VirtualPatient::Bytes> VirtualPatient::Figure(const exercise::Definition& definition, body::View view) {
  const std::string key = fmt::format("{}/figure/{}", definition.id, body::ViewName(view));
  return Once(key, [&]() -> Result<std::string> {
    EZPT_TRY(const body::Figure figure,
             body::MakeFigure(motion::ExerciseMotionOf(definition, WorkingSideFor(view)), view));
    return body::FigureJson(figure);
  });
}

Result<VirtualPatient::Bytes> VirtualPatient::Once(const std::string& key,
                                                   const std::function<Result<std::string>()>& make) {
  std::promise<Result<Bytes>> promise;
  std::shared_future<Result<Bytes>> made;
  bool mine = false;
  {
    const std::lock_guard lock(mutex_);
    const auto it = made_.find(key);
    mine = it == made_.end();
    made = mine ? promise.get_future().share() : it->second;
    if (mine) made_.emplace(key, made);
  }
  if (!mine) return made.get();
  Result<std::string> bytes = make();
  if (!bytes.ok()) {
    const std::lock_guard lock(mutex_);
    made_.erase(key);  // The next request tries again.
  }
  promise.set_value(bytes.ok() ? Result<Bytes>(std::make_shared<const std::string>(*std::move(bytes)))
                               : Result<Bytes>(bytes.error()));
  return made.get();
}

}  // namespace ezpt::server
