#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/capabilities.h"
#include "server/pages/exercise_view.h"
#include "server/pages/safety_view.h"
#include "server/view.h"

/// The pages of library_pages.cc.
namespace ezpt::server {

/// By what exercises can be filtered.
struct RegionView {
  std::string id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(RegionView, (), (id, name))

struct LibraryPageView {
  static constexpr std::string_view kTemplate = "library";
  std::vector<RegionView> regions;
  std::vector<CardView> exercises;
};
BOOST_DESCRIBE_STRUCT(LibraryPageView, (), (regions, exercises))

struct ExercisePageView {
  static constexpr std::string_view kTemplate = "exercise";
  ExerciseView exercise;
  SafetyView safety;
};
BOOST_DESCRIBE_STRUCT(ExercisePageView, (), (exercise, safety))

/// A film that the virtual patient can be played from.
struct ScenarioView {
  std::string name;
  std::string url;
};
BOOST_DESCRIBE_STRUCT(ScenarioView, (), (name, url))

/// The live session.
struct SessionPageView {
  static constexpr std::string_view kTemplate = "session";
  static constexpr Capabilities kCapabilities{.camera = true};
  ExerciseView exercise;
  std::string person;      ///< PersonTag: whose sets this browser keeps.
  std::string kept_limit;  ///< KeptLimit as JSON.
  std::string host;        ///< As the browser asked for it.
  bool is_local = false;   ///< And that is the same machine.
  std::string live_path;
  int protocol = 0;
  std::string vp_url;  ///< The first of the scenarios'.
  std::vector<ScenarioView> vp_scenarios;
};
BOOST_DESCRIBE_STRUCT(SessionPageView, (),
                      (exercise, person, kept_limit, host, is_local, live_path, protocol, vp_url, vp_scenarios))

}  // namespace ezpt::server
