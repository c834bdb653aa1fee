#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exercise/definition.h"
#include "server/context.h"
#include "server/pages/site.h"
#include "server/view.h"

/// What keeps this person safe in an exercise, as pages show it.
namespace ezpt::server {

/// What can be limited.
struct ChoiceView {
  std::string id;
  std::string name;
  std::string end;    ///< "most" or "least".
  std::string words;  ///< "no more than".
};
BOOST_DESCRIBE_STRUCT(ChoiceView, (), (id, name, end, words))

/// The last session of this exercise was stopped because it hurt.
struct LastPainView {
  std::string started;  ///< ISO 8601, UTC: a script may show local time.
  std::string started_text;
  bool has_score = false;
  int score = 0;
  std::string url;
};
BOOST_DESCRIBE_STRUCT(LastPainView, (), (started, started_text, has_score, score, url))

struct EasierView {
  std::string name;
  std::string url;
};
BOOST_DESCRIBE_STRUCT(EasierView, (), (name, url))

/// For templates/safety.mustache: the questions before an exercise, the limit that is kept, and what hurt the last
/// time.
struct SafetyView {
  std::string person;  ///< PersonTag: whose limit it is.
  std::string kept;    ///< KeptLimit as JSON.
  std::vector<ChoiceView> choices;
  bool has_choices = false;
  bool has_sides = false;
  bool has_pain = false;
  std::optional<LastPainView> pain;
  bool has_easier = false;
  std::optional<EasierView> easier;
  bool is_standing = false;
};
BOOST_DESCRIBE_STRUCT(SafetyView, (),
                      (person, kept, choices, has_choices, has_sides, has_pain, pain, has_easier, easier, is_standing))

[[nodiscard]] Result<SafetyView> MakeSafetyView(const Site& site, const Context& context,
                                                const exercise::Definition& definition);

/// How far this person may go in that exercise: {"limit": … or null, "set_ms": …}, as `GET /api/limits/ID` answers it
/// and the session's page hands it to the session.
[[nodiscard]] Result<nlohmann::json> KeptLimit(const Site& site, const Context& context, const std::string& exercise);

/// "Knee bend: no more than 45°"; empty without a limit.
[[nodiscard]] std::string LimitText(const exercise::Definition& definition,
                                    const std::optional<motion::PersonalLimit>& limit, const std::string& language);

}  // namespace ezpt::server
