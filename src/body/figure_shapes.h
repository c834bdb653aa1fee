#pragma once

#include <vector>

#include "body/figure.h"
#include "body/virtual_patient/camera.h"
#include "body/virtual_patient/props.h"

namespace ezpt::body {

/// The points that the figure's box must hold.
void AddFigureExtent(const Proportions& body, const Skeleton& skeleton, std::vector<Vec3>& points);

/// One frame's shapes, farthest first.
[[nodiscard]] std::vector<FigureShape> DrawFigure(const Proportions& body, const Skeleton& skeleton, const Props& props,
                                                  const Camera& camera);

}  // namespace ezpt::body
