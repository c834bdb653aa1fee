#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/pages/account_views.h"
#include "server/pages/session_view.h"
#include "server/view.h"

/// The pages about patients: for those who treat or help them, and for themselves.
namespace ezpt::server {

struct PatientCardView {
  std::string url;
  std::string name;
  bool has_account = false;
};
BOOST_DESCRIBE_STRUCT(PatientCardView, (), (url, name, has_account))

struct HandoverView {
  std::string id;
  std::string patient_name;
  std::string from_name;
  std::string to_name;
  std::string note;
  bool is_mine_to_answer = false;
};
BOOST_DESCRIBE_STRUCT(HandoverView, (), (id, patient_name, from_name, to_name, note, is_mine_to_answer))

struct PatientsPageView {
  static constexpr std::string_view kTemplate = "patients";
  std::string heading;
  std::optional<std::string> problem;
  std::vector<PatientCardView> patients;
  std::vector<HandoverView> handovers;
  bool has_handovers = false;
  bool may_add = false;
  std::optional<std::string> everybody_url;  ///< Names of all patients, for an emergency.
  std::string request_key;                   ///< The form once, however often it is sent.
  std::string new_name;                      ///< As it was typed.
};
BOOST_DESCRIBE_STRUCT(PatientsPageView, (),
                      (heading, problem, patients, handovers, has_handovers, may_add, everybody_url, request_key,
                       new_name))

struct PlaceView {
  std::string end_url;  ///< Where a form ends it; the list is within a page whose own `id` it would hide.
  std::string name;
  std::string part_words;           ///< "leads the care", "covers until".
  std::optional<MomentView> until;  ///< Of a cover.
  bool may_end = false;
};
BOOST_DESCRIBE_STRUCT(PlaceView, (), (end_url, name, part_words, until, may_end))

struct ColleagueView {
  std::string id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ColleagueView, (), (id, name))

/// Somebody's look at a record, or change of it.
struct AccessView {
  std::string at;  ///< ISO 8601, UTC: a script shows local time.
  std::string at_text;
  std::string who;
  std::string role_words;
  std::string what;  ///< "looked at the record".
  std::optional<std::string> why;
};
BOOST_DESCRIBE_STRUCT(AccessView, (), (at, at_text, who, role_words, what, why))

struct ChartSessionView {
  std::string exercise_name;
  std::string started;
  std::string started_text;
  std::string duration_text;
  std::string ended_text;
  int count = 0;
  int target = 0;
  bool is_finished = false;
  bool has_pain = false;
  int pain = 0;
};
BOOST_DESCRIBE_STRUCT(ChartSessionView, (),
                      (exercise_name, started, started_text, duration_text, ended_text, count, target, is_finished,
                       has_pain, pain))

struct PatientPageView {
  static constexpr std::string_view kTemplate = "patient";
  std::string id;
  std::string name;
  std::optional<std::string> problem;
  bool has_account = false;
  bool is_lead = false;
  bool is_team = false;       ///< May invite, and says who covers.
  bool is_emergency = false;  ///< Sees it for some hours, and it is reviewed.
  std::optional<MomentView> emergency_until;
  bool opens_helper = false;  ///< The fold whose form did not work, with what was typed there.
  bool opens_cover = false;
  bool opens_handover = false;
  std::string helper_name;
  std::string cover_days = "14";
  std::string handover_note;
  std::vector<PlaceView> team;
  std::vector<ColleagueView> colleagues;
  bool has_colleagues = false;
  std::vector<ChartSessionView> sessions;
};
BOOST_DESCRIBE_STRUCT(PatientPageView, (),
                      (id, name, problem, has_account, is_lead, is_team, is_emergency, emergency_until, opens_helper,
                       opens_cover, opens_handover, helper_name, cover_days, handover_note, team, colleagues,
                       has_colleagues, sessions))

struct EmergencyPageView {
  static constexpr std::string_view kTemplate = "emergency";
  std::string id;
  std::string name;
  std::optional<std::string> problem;
  std::string reason;  ///< As it was typed.
};
BOOST_DESCRIBE_STRUCT(EmergencyPageView, (), (id, name, problem, reason))

/// A patient's own: who cares for them, and who looked.
struct CarePageView {
  static constexpr std::string_view kTemplate = "care";
  std::string clinic_name;
  std::vector<PlaceView> team;
  std::vector<AccessView> accesses;
};
BOOST_DESCRIBE_STRUCT(CarePageView, (), (clinic_name, team, accesses))

/// A code, told this once; made to be printed and handed over.
struct SheetPageView {
  static constexpr std::string_view kTemplate = "sheet";
  std::string heading;
  std::string for_name;
  std::string clinic_name;
  std::string code;
  std::string url;        ///< With the code.
  std::string short_url;  ///< To type.
  MomentView until;
  QrView qr;
  std::string back_url;
  bool is_recovery = false;
};
BOOST_DESCRIBE_STRUCT(SheetPageView, (),
                      (heading, for_name, clinic_name, code, url, short_url, until, qr, back_url, is_recovery))

}  // namespace ezpt::server
