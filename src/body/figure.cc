#include "body/figure.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "body/figure_shapes.h"

namespace ezpt::body {
namespace {

constexpr double kFps = 15.0;
constexpr double kLongest = 60.0;  // seconds
constexpr int kBox = 1000;
constexpr double kLens = 22.0;  // degrees: a long lens, so that the figure is flat

constexpr std::array<std::string_view, 3> kKinds = {"capsule", "circle", "polygon"};
constexpr std::array<std::string_view, 7> kPaints = {"skin", "shirt", "trousers", "hair", "shoe", "prop", "shadow"};

std::vector<Skeleton> Repetition(const ContactSolver& solver, const Timeline& timeline, bool alternating) {
  const double length = std::min(timeline.duration().value, kLongest);
  const int count = std::max(2, static_cast<int>(length * kFps));
  // A single repetition begins and ends with half of its rest, so that its peak
  // is the middle frame; two of them begin at the first one's peak.
  const double rest = timeline.duration().value - timeline.repetitions().back().end.value;
  const double from = alternating ? timeline.repetitions().front().peak.value : length - 0.5 * rest;
  std::vector<Skeleton> out;
  for (int i = 0; i < count; ++i) {
    const double t = from + i * length / count;
    out.push_back(solver.Solve(timeline.At(Seconds(t < length ? t : t - length)).angles));
  }
  return out;
}

}  // namespace

Result<Figure> MakeFigure(const ExerciseMotion& motion, View view) {
  Event event;
  event.repetitions = motion.other_side ? 2 : 1;
  EZPT_TRY(const Timeline timeline, Timeline::Create(motion, {event}, {0.0, 0.0, Degrees(0)}, 0));
  const Proportions body = ProportionsOf({Sex::kFemale, Metres(1.70), 0.0});
  const ContactSolver solver(body, motion.posture, ContactsOf(motion), motion.poses.start, motion.poses.end);
  const std::vector<Skeleton> skeletons = Repetition(solver, timeline, motion.other_side.has_value());
  const Skeleton start = solver.Solve(motion.poses.start);
  const Props props = PropsFor(solver, motion.posture, motion.contacts, start);

  CameraPlacement placement = NominalPlacement(view, motion.posture);
  placement.field_of_view = Degrees(kLens);
  placement.fill = 0.90;
  std::vector<Vec3> extent;
  for (const Skeleton& skeleton : skeletons) AddFigureExtent(body, skeleton, extent);
  const Camera camera = FitCamera(placement, extent, kBox, kBox);

  Figure figure;
  figure.fps = kFps;
  for (const Skeleton& skeleton : skeletons) figure.frames.push_back(DrawFigure(body, skeleton, props, camera));
  return figure;
}

std::string FigureJson(const Figure& figure) {
  std::string json = "{\"fps\":" + std::to_string(static_cast<int>(figure.fps)) + ",\"frames\":[";
  for (std::size_t f = 0; f < figure.frames.size(); ++f) {
    json += f == 0 ? "[" : ",[";
    for (std::size_t i = 0; i < figure.frames[f].size(); ++i) {
      const FigureShape& shape = figure.frames[f][i];
      json += i == 0 ? "{\"kind\":\"" : ",{\"kind\":\"";
      json += kKinds[static_cast<std::size_t>(shape.kind)];
      json += "\",\"points\":[";
      for (std::size_t p = 0; p < shape.points.size(); ++p) {
        if (p > 0) json += ',';
        json += std::to_string(shape.points[p][0]) + "," + std::to_string(shape.points[p][1]);
      }
      json += "]";
      if (shape.kind != FigureShape::Kind::kPolygon) {
        json += ",\"radius\":[" + std::to_string(shape.radius[0]) + "," + std::to_string(shape.radius[1]) + "]";
      }
      json += ",\"class\":\"";
      json += kPaints[static_cast<std::size_t>(shape.paint)];
      json += shape.depth == FigureShape::Depth::kFar ? "-far\"}" : "\"}";
    }
    json += "]";
  }
  json += "]}";
  return json;
}

}  // namespace ezpt::body
