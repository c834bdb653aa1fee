#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace ezpt::body {

/// Where the camera stands, from the person's own point of view. Anatomical
/// sides, never the screen's.
///
/// | view       | the camera stands…                       | the picture shows            |
/// | ---------- | ---------------------------------------- | ---------------------------- |
/// | kFront     | before the person                        | the left arm at the right    |
/// | kSideLeft  | at the person's left, sees the left side | a person facing the left     |
/// | kSideRight | at the person's right                    | a person facing the right    |
/// | kOblique   | 30–45° from the front, at the left       | the left side the nearer one |
///
/// Lying people keep the meaning of the sides: in kSideLeft the camera is low
/// and across the long axis, the left side towards the lens, so that the head of
/// a supine person is at the picture's right. docs/virtual-patient.md says where
/// the camera stands for the front and oblique views of a person who lies.
enum class View { kFront, kSideLeft, kSideRight, kOblique };

inline constexpr std::array kAllViews = {View::kFront, View::kSideLeft, View::kSideRight, View::kOblique};

/// "front", "side_left", "side_right" or "oblique".
[[nodiscard]] constexpr std::string_view ViewName(View view) {
  switch (view) {
    case View::kFront:
      return "front";
    case View::kSideLeft:
      return "side_left";
    case View::kSideRight:
      return "side_right";
    case View::kOblique:
      return "oblique";
  }
  return "";
}

/// The view of that name, or nothing.
[[nodiscard]] constexpr std::optional<View> ParseView(std::string_view name) {
  for (const View view : kAllViews) {
    if (ViewName(view) == name) return view;
  }
  return std::nullopt;
}

}  // namespace ezpt::body
