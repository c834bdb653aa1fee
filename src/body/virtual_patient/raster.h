#pragma once

#include <cstdint>
#include <vector>

#include "body/virtual_patient/camera.h"
#include "body/virtual_patient/mesh.h"

namespace ezpt::body {

/// The nearest surface under every sample of a picture, two by two samples a
/// pixel: what deferred shading needs.
class SurfaceBuffer {
 public:
  static constexpr int kSamples = 2;  ///< A side.
  struct Sample {
    int16_t nx, ny, nz;  ///< Unit normal × 32000.
    uint16_t material;
  };
  struct Rect {
    int x0 = 0, y0 = 0, x1 = 0, y1 = 0;  ///< Pixels; x1 and y1 are past the end.
  };

  /// Draws the whole mesh. Cost: a few ms at 640×480; no allocation once grown.
  void Draw(const Camera& camera, const Mesh& mesh);

  /// The pixels that the mesh may touch.
  [[nodiscard]] Rect touched() const { return touched_; }
  /// One over the distance along the optical axis; 0 where nothing is.
  [[nodiscard]] const float* Depths(int sample_row) const { return inverse_.data() + Offset(sample_row); }
  [[nodiscard]] const Sample* Samples(int sample_row) const { return samples_.data() + Offset(sample_row); }

 private:
  struct Projected {
    float x, y, inverse;
  };
  void Fill(const Mesh& mesh, const Mesh::Triangle& triangle);
  [[nodiscard]] std::size_t Offset(int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(width_);
  }

  int width_ = 0, height_ = 0;  ///< Samples.
  Rect touched_;
  std::vector<float> inverse_;
  std::vector<Sample> samples_;
  std::vector<Projected> projected_;
};

/// A square map of heights or coverage seen along parallel rays.
class ParallelMap {
 public:
  /// `side` cells of `cell` metres around `centre`, seen along `axes.z`.
  void Reset(Vec3 centre, const Mat3& axes, int side, float cell, float empty);
  // Each keeps, in a cell, the largest of what falls on it:
  /// the height along `axes.z`;
  void DrawHeight(const Mesh& mesh);
  /// how near the floor it is, 1 on it;
  void DrawNearFloor(const Mesh& mesh);
  /// 1 where the mesh's shadow lies on the floor.
  void DrawShadow(const Mesh& mesh, F3 towards_light);
  void Blur(int radius);

  [[nodiscard]] F3 ToMap(F3 world) const;
  [[nodiscard]] float Bilinear(float u, float v) const;
  [[nodiscard]] float At(int u, int v) const { return cells_[static_cast<std::size_t>(v * side_ + u)]; }
  [[nodiscard]] int side() const { return side_; }

 private:
  template <typename Place>
  void Draw(const Mesh& mesh, Place place);
  void Fill(F3 a, F3 b, F3 c);

  int side_ = 0;
  float cell_ = 0.01F, empty_ = 0;
  F3 centre_, x_, y_, z_;
  std::vector<float> cells_, scratch_;
  std::vector<F3> mapped_;
};

}  // namespace ezpt::body
