#include "server/pages/step_in_view.h"

#include <utility>

namespace ezpt::server {

StepInPageView MakeStepInView(const std::vector<StepInPerson>& people, bool is_ready) {
  StepInGroupView home{.heading = "At home", .people = {}}, clinic{.heading = "At the clinic", .people = {}};
  for (const StepInPerson& person : people) {
    const bool is_at_home = person.role == clinic::Role::kPatient || person.role == clinic::Role::kHelper;
    (is_at_home ? home : clinic)
        .people.push_back(
            {.id = person.id, .name = person.name, .role_words = clinic::WordsFor(person.role), .line = person.line});
  }
  StepInPageView view{.groups = {}, .is_ready = is_ready};
  for (StepInGroupView* group : {&home, &clinic}) {
    if (!group->people.empty()) view.groups.push_back(std::move(*group));
  }
  return view;
}

}  // namespace ezpt::server
