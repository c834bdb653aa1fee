#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/demo_step_in.h"
#include "server/view.h"

/// The page of a demonstration on which a visitor chooses whom to be.
namespace ezpt::server {

struct StepInCardView {
  std::string id;  ///< What the form sends as `person`.
  std::string name;
  std::string role_words;  ///< "Therapist".
  std::string line;        ///< What there is to see.
};
BOOST_DESCRIBE_STRUCT(StepInCardView, (), (id, name, role_words, line))

struct StepInGroupView {
  std::string heading;
  std::vector<StepInCardView> people;
};
BOOST_DESCRIBE_STRUCT(StepInGroupView, (), (heading, people))

struct StepInPageView {
  static constexpr std::string_view kTemplate = "step_in";
  std::vector<StepInGroupView> groups;
  bool is_ready = false;  ///< All that they did is there.
};
BOOST_DESCRIBE_STRUCT(StepInPageView, (), (groups, is_ready))

/// Those at home, then those at the clinic.
[[nodiscard]] StepInPageView MakeStepInView(const std::vector<StepInPerson>& people, bool is_ready,
                                            const std::string& language);

}  // namespace ezpt::server
