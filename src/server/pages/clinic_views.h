#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/pages/patient_views.h"
#include "server/view.h"

/// The pages of a clinic's administrators, and of who runs the server.
namespace ezpt::server {

struct MemberView {
  std::string person;
  std::string name;
  std::string sign_in_name;
  std::string role;  ///< As forms send it.
  std::string role_words;
  bool has_second_factor = false;
  bool is_self = false;
};
BOOST_DESCRIBE_STRUCT(MemberView, (), (person, name, sign_in_name, role, role_words, has_second_factor, is_self))

struct OpenInvitationView {
  std::string id;
  std::string for_name;
  std::string role_words;
  std::string until;  ///< ISO 8601, UTC: a script shows local time.
  std::string until_text;
};
BOOST_DESCRIBE_STRUCT(OpenInvitationView, (), (id, for_name, role_words, until, until_text))

struct ClinicPageView {
  static constexpr std::string_view kTemplate = "clinic";
  std::string name;
  std::optional<std::string> problem;
  std::vector<MemberView> members;  ///< Without patients.
  int patient_count = 0;
  std::vector<OpenInvitationView> invitations;
  bool has_invitations = false;
  int waiting_reviews = 0;
  bool has_reviews = false;
  int grace_days = 0;
  int idle_minutes = 0;
  bool asks_nobody = false;  ///< For a second factor; one of the three holds.
  bool asks_staff = false;
  bool asks_everybody = false;
  std::string invite_name;  ///< As it was typed.
};
BOOST_DESCRIBE_STRUCT(ClinicPageView, (),
                      (name, problem, members, patient_count, invitations, has_invitations, waiting_reviews,
                       has_reviews, grace_days, idle_minutes, asks_nobody, asks_staff, asks_everybody, invite_name))

struct EmergencyView {
  std::string id;
  std::string patient_name;
  std::string who;
  std::string reason;
  std::string at;
  std::string at_text;
  bool is_reviewed = false;
  bool is_own = false;  ///< Nobody reviews their own.
};
BOOST_DESCRIBE_STRUCT(EmergencyView, (), (id, patient_name, who, reason, at, at_text, is_reviewed, is_own))

struct EmergenciesPageView {
  static constexpr std::string_view kTemplate = "emergencies";
  std::vector<EmergencyView> emergencies;
};
BOOST_DESCRIBE_STRUCT(EmergenciesPageView, (), (emergencies))

struct AuditPageView {
  static constexpr std::string_view kTemplate = "audit";
  std::vector<AccessView> accesses;
  bool is_whole = false;  ///< The chain verifies, from its first event.
  std::string verdict;    ///< In words: "All 214 entries are as they were written."
  std::optional<std::string> older_url;
};
BOOST_DESCRIBE_STRUCT(AuditPageView, (), (accesses, is_whole, verdict, older_url))

struct OperatorPageView {
  static constexpr std::string_view kTemplate = "operator";
  int clinic_count = 0;
  int person_count = 0;
  int session_count = 0;
  std::string stored_text;  ///< "312 MB of 16 GB".
  bool is_ready = false;
  bool is_whole = false;
  std::string verdict;
};
BOOST_DESCRIBE_STRUCT(OperatorPageView, (),
                      (clinic_count, person_count, session_count, stored_text, is_ready, is_whole, verdict))

}  // namespace ezpt::server
