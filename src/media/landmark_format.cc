#include "media/landmark_format.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "body/stream_limits.h"

namespace ezpt::media {
namespace {

using nlohmann::json;

constexpr double kMaxNumber = 1e300;
constexpr double kMaxFps = 1000.0;
constexpr int kMaxNominalSide = 1 << 16;
constexpr std::string_view kFormat = "ezpt.landmarks/1";

Error Bad(std::string message) { return {ErrorCode::kDamaged, std::move(message)}; }

Result<json> ParseObject(std::string_view line) {
  if (line.size() > kMaxLandmarkLine) return Bad(fmt::format("longer than {} bytes", kMaxLandmarkLine));
  json object = json::parse(line, nullptr, false);
  if (!object.is_object()) {
    // Python's writer gives NaN for what is missing, which is no JSON.
    const bool nan = line.find("NaN") != std::string_view::npos || line.find("Infinity") != std::string_view::npos;
    if (nan) return Bad("not a JSON object: NaN or Infinity stands in it; a point that is missing has score 0");
    const bool listed = line.starts_with('[') || line.ends_with(',');
    return Bad(listed ? "not a JSON object: one a line is read, without commas or brackets around them"
                      : "not a JSON object");
  }
  return object;
}

Result<double> NumberIn(const json& value, double low, double high, std::string_view what) {
  if (!value.is_number()) return Bad(fmt::format("{} is not a number", what));
  const double number = value.get<double>();
  if (!(number >= low && number <= high)) return Bad(fmt::format("{} is out of range", what));
  return number;
}

Result<double> FieldIn(const json& object, const char* key, double low, double high, double absent) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return absent;
  return NumberIn(*found, low, high, key);
}

/// How far from the origin a coordinate may be: 0 x, 1 y, 2 z.
double FarthestOf(const body::StreamInfo& info, std::size_t axis) {
  if (info.space == body::Space::kWorld) return body::kMaxCoordinate;
  return body::kMaxPicturesAway * (axis == 1 ? info.height : info.width);
}

Error OutOfPicture(std::size_t index, double value, const body::StreamInfo& info) {
  if (body::HasShape(info))
    return Bad(fmt::format("point {} is out of range: {:g} is far outside the picture", index, value));
  return Bad(
      fmt::format("point {} is out of range: {:g} under a header of 1×1, which says that x and y are fractions of "
                  "the picture; for pixels give its size",
                  index, value));
}

Result<body::Landmark> ParsePoint(const json& point, const body::StreamInfo& info, std::size_t index) {
  const std::size_t numbers = info.space == body::Space::kImage ? 3 : 4;
  if (!point.is_array() || point.size() != numbers)
    return Bad(fmt::format("point {} has not {} numbers", index, numbers));
  body::Landmark landmark;
  float* const fields[] = {&landmark.x, &landmark.y, &landmark.z};
  for (std::size_t i = 0; i + 1 < numbers; ++i) {
    EZPT_TRY(const double value,
             NumberIn(point[i], -body::kMaxCoordinate, body::kMaxCoordinate, fmt::format("point {}", index)));
    if (std::fabs(value) > FarthestOf(info, i)) return OutOfPicture(index, value, info);
    *fields[i] = static_cast<float>(value);
  }
  const std::string name = fmt::format("the score of point {}", index);
  EZPT_TRY(const double given, NumberIn(point[numbers - 1], -body::kMaxCoordinate, body::kMaxCoordinate, name));
  const double score = body::ClampScore(given);
  if (score < 0) return Bad(fmt::format("{} is out of range: {:g}; it goes from 0 to 1", name, given));
  landmark.score = static_cast<float>(score);
  return landmark;
}

std::string_view SpaceName(body::Space space) {
  switch (space) {
    case body::Space::kImage:
      return "image";
    case body::Space::kImage3:
      return "image3";
    case body::Space::kWorld:
      return "world";
  }
  return "image";
}

/// 1×1, for fractions, or the size of a picture.
Status ParseSize(const json& header, body::StreamInfo& info) {
  if (info.space == body::Space::kWorld) return {};
  for (const auto& [key, side] : {std::pair("width", &info.width), std::pair("height", &info.height)}) {
    if (!header.contains(key))
      return Bad("width or height is missing; 1 and 1 say that x and y are fractions of the picture");
    EZPT_TRY(const double value, NumberIn(header[key], -body::kMaxCoordinate, body::kMaxCoordinate, key));
    const bool in_range = value == 1.0 || (value >= body::kMinPictureSide && value <= kMaxNominalSide);
    if (!in_range) {
      return Bad(
          fmt::format("{} is out of range: {:g}; a picture has {} to {} pixels a side, or 1×1 where x and y are "
                      "fractions of it",
                      key, value, body::kMinPictureSide, kMaxNominalSide));
    }
    if (value != std::floor(value)) return Bad(fmt::format("{} is no whole number", key));
    *side = static_cast<int>(value);
  }
  if ((info.width == 1) != (info.height == 1)) return Bad("width and height are both 1, for fractions, or neither");
  return {};
}

}  // namespace

Result<body::StreamInfo> ParseLandmarkHeader(std::string_view line) {
  EZPT_TRY(const json header, ParseObject(line));
  if (header.value("format", json()) != kFormat)
    return Bad(fmt::format("not a landmark stream: format is not {}", kFormat));
  body::StreamInfo info;
  const json topology = header.value("topology", json());
  if (topology == "coco17") {
    info.topology = body::Topology::kCoco17;
  } else if (topology == "blazepose33") {
    info.topology = body::Topology::kBlazePose33;
  } else {
    return Bad("topology is neither coco17 nor blazepose33");
  }
  const json space = header.value("space", json());
  if (space == "image") {
    info.space = body::Space::kImage;
  } else if (space == "image3") {
    info.space = body::Space::kImage3;
  } else if (space == "world") {
    info.space = body::Space::kWorld;
  } else {
    return Bad("space is none of image, image3, world");
  }
  EZPT_CHECK_OK(ParseSize(header, info));
  EZPT_TRY(info.fps, FieldIn(header, "fps", 0.01, kMaxFps, info.fps));
  info.size_is_nominal = header.value("size_is_nominal", json()) == true;
  return info;
}

Result<body::PoseFrame> ParseLandmarkFrame(std::string_view line, const body::StreamInfo& info) {
  EZPT_TRY(const json object, ParseObject(line));
  body::PoseFrame frame;
  const auto t = object.find("t");
  if (t == object.end()) return Bad("t is missing");
  EZPT_TRY(const double seconds, NumberIn(*t, -kMaxNumber, kMaxNumber, "t"));
  if (std::fabs(seconds) > body::kMaxClockSeconds) {
    return Bad(fmt::format(
        "t is out of range: {:g} cannot be seconds; a clock in milliseconds or finer is divided first", seconds));
  }
  frame.t = Seconds(seconds);
  const auto points = object.find("p");
  if (points == object.end()) return Bad("p is missing");
  if (points->is_null()) return frame;
  body::Pose pose;
  pose.topology = info.topology;
  pose.space = info.space;
  if (!points->is_array() || points->size() != pose.size()) return Bad(fmt::format("p has not {} points", pose.size()));
  for (std::size_t i = 0; i < pose.size(); ++i) {
    EZPT_TRY(pose.points[i], ParsePoint((*points)[i], info, i));
  }
  frame.pose = pose;
  return frame;
}

std::string FormatLandmarkHeader(const body::StreamInfo& info) {
  std::string line =
      fmt::format(R"({{"format":"{}","topology":"{}","space":"{}")", kFormat,
                  info.topology == body::Topology::kCoco17 ? "coco17" : "blazepose33", SpaceName(info.space));
  if (info.space != body::Space::kWorld) line += fmt::format(R"(,"width":{},"height":{})", info.width, info.height);
  line += fmt::format(R"(,"fps":{})", info.fps);
  if (info.size_is_nominal) line += R"(,"size_is_nominal":true)";
  return line + "}";
}

std::string FormatLandmarkFrame(const body::PoseFrame& frame) {
  if (!frame.pose) return fmt::format(R"({{"t":{},"p":null}})", frame.t.value);
  std::string line = fmt::format(R"({{"t":{},"p":[)", frame.t.value);
  const char* separator = "";
  for (const body::Landmark& point : frame.pose->view()) {
    fmt::format_to(std::back_inserter(line), "{}[{},{},", separator, point.x, point.y);
    if (frame.pose->space != body::Space::kImage) fmt::format_to(std::back_inserter(line), "{},", point.z);
    fmt::format_to(std::back_inserter(line), "{}]", point.score);
    separator = ",";
  }
  return line + "]}";
}

}  // namespace ezpt::media
