#include "server/pages/step_in_view.h"

#include <utility>

#include "server/pages/account_words.h"
#include "server/say.h"

namespace ezpt::server {

StepInPageView MakeStepInView(const std::vector<StepInPerson>& people, bool is_ready, const std::string& language) {
  StepInGroupView home{.heading = Say(language, "step_in.at_home"), .people = {}},
      clinic{.heading = Say(language, "step_in.at_the_clinic"), .people = {}};
  for (const StepInPerson& person : people) {
    const bool is_at_home = person.role == clinic::Role::kPatient || person.role == clinic::Role::kHelper;
    (is_at_home ? home : clinic)
        .people.push_back({.id = person.id,
                           .name = person.name,
                           .role_words = RoleWords(language, person.role),
                           .line = InLanguage(person.line, language)});
  }
  StepInPageView view{.groups = {}, .is_ready = is_ready};
  for (StepInGroupView* group : {&home, &clinic}) {
    if (!group->people.empty()) view.groups.push_back(std::move(*group));
  }
  return view;
}

}  // namespace ezpt::server
