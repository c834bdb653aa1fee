#include "body/virtual_patient/raster.h"

#include <algorithm>
#include <cmath>

namespace ezpt::body {
namespace {

constexpr float kNearest = 0.15F;  // metres

/// Edge functions of a triangle, positive inside.
struct Edges {
  float a[3], b[3], c[3];
  float inverse_area = 0;
  bool valid = false;
};

Edges EdgesOf(float x0, float y0, float x1, float y1, float x2, float y2) {
  Edges e;
  float area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
  const float sign = area < 0 ? -1.0F : 1.0F;
  area = area * sign;
  if (!(area > 1e-6F)) return e;
  const float xs[3] = {x0, x1, x2}, ys[3] = {y0, y1, y2};
  for (int i = 0; i < 3; ++i) {
    const int j = (i + 1) % 3, k = (i + 2) % 3;
    e.a[i] = (ys[j] - ys[k]) * sign;
    e.b[i] = (xs[k] - xs[j]) * sign;
    e.c[i] = (xs[j] * ys[k] - xs[k] * ys[j]) * sign;
  }
  e.inverse_area = 1.0F / area;
  e.valid = true;
  return e;
}

int FloorClamped(float v, int low, int high) {
  if (!(v > static_cast<float>(low))) return low;
  if (v >= static_cast<float>(high)) return high;
  return static_cast<int>(v);
}

}  // namespace

void SurfaceBuffer::Draw(const Camera& camera, const Mesh& mesh) {
  width_ = camera.width * kSamples;
  height_ = camera.height * kSamples;
  const auto count = static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_);
  inverse_.resize(count);
  samples_.resize(count);
  projected_.resize(mesh.positions.size());
  const F3 eye = ToF3(camera.position), ax = ToF3(camera.axes.x), ay = ToF3(camera.axes.y), az = ToF3(camera.axes.z);
  const auto focal = static_cast<float>(camera.focal * kSamples);
  const float cx = 0.5F * static_cast<float>(width_), cy = 0.5F * static_cast<float>(height_);
  float left = 1e9F, right = -1e9F, top = 1e9F, bottom = -1e9F;
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    const F3 d = mesh.positions[i] - eye;
    const float z = Dot(d, az);
    const float inverse = z > kNearest ? 1.0F / z : 0.0F;
    const Projected p{cx + Dot(d, ax) * inverse * focal, cy + Dot(d, ay) * inverse * focal, inverse};
    projected_[i] = p;
    if (inverse == 0.0F) continue;
    left = std::min(left, p.x);
    right = std::max(right, p.x);
    top = std::min(top, p.y);
    bottom = std::max(bottom, p.y);
  }
  touched_ = {FloorClamped(left / kSamples - 1, 0, camera.width), FloorClamped(top / kSamples - 1, 0, camera.height),
              FloorClamped(right / kSamples + 2, 0, camera.width),
              FloorClamped(bottom / kSamples + 2, 0, camera.height)};
  for (int row = touched_.y0 * kSamples; row < touched_.y1 * kSamples; ++row) {
    float* depths = inverse_.data() + Offset(row);
    std::fill(depths + touched_.x0 * kSamples, depths + touched_.x1 * kSamples, 0.0F);
  }
  for (const Mesh::Triangle& triangle : mesh.triangles) {
    // Surfaces are closed: what faces away is hidden.
    const F3 n = mesh.normals[triangle.v[0]] + mesh.normals[triangle.v[1]] + mesh.normals[triangle.v[2]];
    if (Dot(n, mesh.positions[triangle.v[0]] - eye) > 0.12F) continue;
    Fill(mesh, triangle);
  }
}

void SurfaceBuffer::Fill(const Mesh& mesh, const Mesh::Triangle& triangle) {
  const Projected &p0 = projected_[triangle.v[0]], &p1 = projected_[triangle.v[1]], &p2 = projected_[triangle.v[2]];
  if (p0.inverse == 0.0F || p1.inverse == 0.0F || p2.inverse == 0.0F) return;
  const int x0 = FloorClamped(std::min({p0.x, p1.x, p2.x}), touched_.x0 * kSamples, touched_.x1 * kSamples);
  const int x1 = FloorClamped(std::max({p0.x, p1.x, p2.x}) + 1.0F, touched_.x0 * kSamples, touched_.x1 * kSamples);
  const int y0 = FloorClamped(std::min({p0.y, p1.y, p2.y}), touched_.y0 * kSamples, touched_.y1 * kSamples);
  const int y1 = FloorClamped(std::max({p0.y, p1.y, p2.y}) + 1.0F, touched_.y0 * kSamples, touched_.y1 * kSamples);
  if (x0 >= x1 || y0 >= y1) return;
  // Relative to the box's corner, so that small triangles keep their precision.
  const auto ox = static_cast<float>(x0), oy = static_cast<float>(y0);
  const Edges e = EdgesOf(p0.x - ox, p0.y - oy, p1.x - ox, p1.y - oy, p2.x - ox, p2.y - oy);
  if (!e.valid) return;
  const F3 n0 = mesh.normals[triangle.v[0]] * 32000.0F, n1 = mesh.normals[triangle.v[1]] * 32000.0F,
           n2 = mesh.normals[triangle.v[2]] * 32000.0F;
  for (int y = y0; y < y1; ++y) {
    const float py = static_cast<float>(y - y0) + 0.5F;
    float* depths = inverse_.data() + Offset(y);
    Sample* samples = samples_.data() + Offset(y);
    const float r0 = e.b[0] * py + e.c[0], r1 = e.b[1] * py + e.c[1], r2 = e.b[2] * py + e.c[2];
    for (int x = x0; x < x1; ++x) {
      const float px = static_cast<float>(x - x0) + 0.5F;
      const float w0 = e.a[0] * px + r0, w1 = e.a[1] * px + r1, w2 = e.a[2] * px + r2;
      if (w0 < 0.0F || w1 < 0.0F || w2 < 0.0F) continue;
      const float k0 = w0 * e.inverse_area, k1 = w1 * e.inverse_area, k2 = w2 * e.inverse_area;
      const float inverse = k0 * p0.inverse + k1 * p1.inverse + k2 * p2.inverse;
      if (inverse <= depths[x]) continue;
      depths[x] = inverse;
      samples[x] = {static_cast<int16_t>(k0 * n0.x + k1 * n1.x + k2 * n2.x),
                    static_cast<int16_t>(k0 * n0.y + k1 * n1.y + k2 * n2.y),
                    static_cast<int16_t>(k0 * n0.z + k1 * n1.z + k2 * n2.z), triangle.material};
    }
  }
}

void ParallelMap::Reset(Vec3 centre, const Mat3& axes, int side, float cell, float empty) {
  side_ = side;
  cell_ = cell;
  empty_ = empty;
  centre_ = ToF3(centre);
  x_ = ToF3(axes.x);
  y_ = ToF3(axes.y);
  z_ = ToF3(axes.z);
  cells_.assign(static_cast<std::size_t>(side) * static_cast<std::size_t>(side), empty);
}

F3 ParallelMap::ToMap(F3 world) const {
  const F3 d = world - centre_;
  const float scale = 1.0F / cell_, half = 0.5F * static_cast<float>(side_);
  return {Dot(d, x_) * scale + half, Dot(d, y_) * scale + half, Dot(d, z_)};
}

template <typename Place>
void ParallelMap::Draw(const Mesh& mesh, Place place) {
  mapped_.resize(mesh.positions.size());
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) mapped_[i] = place(mesh.positions[i]);
  for (const Mesh::Triangle& t : mesh.triangles) Fill(mapped_[t.v[0]], mapped_[t.v[1]], mapped_[t.v[2]]);
}

void ParallelMap::DrawHeight(const Mesh& mesh) {
  Draw(mesh, [&](F3 p) { return ToMap(p); });
}

void ParallelMap::DrawNearFloor(const Mesh& mesh) {
  constexpr float kFades = 6.0F;  // a metre
  Draw(mesh, [&](F3 p) {
    F3 at = ToMap(p);
    at.z = std::max(0.0F, 1.0F - p.y * kFades);
    return at;
  });
}

void ParallelMap::DrawShadow(const Mesh& mesh, F3 towards_light) {
  Draw(mesh, [&](F3 p) {
    F3 at = ToMap(p - towards_light * (p.y / towards_light.y));
    at.z = 1.0F;
    return at;
  });
}

void ParallelMap::Fill(F3 a, F3 b, F3 c) {
  const int x0 = FloorClamped(std::min({a.x, b.x, c.x}), 0, side_),
            x1 = FloorClamped(std::max({a.x, b.x, c.x}) + 1.0F, 0, side_);
  const int y0 = FloorClamped(std::min({a.y, b.y, c.y}), 0, side_),
            y1 = FloorClamped(std::max({a.y, b.y, c.y}) + 1.0F, 0, side_);
  if (x0 >= x1 || y0 >= y1) return;
  const Edges e = EdgesOf(a.x, a.y, b.x, b.y, c.x, c.y);
  if (!e.valid) return;
  for (int y = y0; y < y1; ++y) {
    const float py = static_cast<float>(y) + 0.5F;
    float* row = cells_.data() + static_cast<std::ptrdiff_t>(y) * side_;
    for (int x = x0; x < x1; ++x) {
      const float px = static_cast<float>(x) + 0.5F;
      const float w0 = e.a[0] * px + e.b[0] * py + e.c[0], w1 = e.a[1] * px + e.b[1] * py + e.c[1],
                  w2 = e.a[2] * px + e.b[2] * py + e.c[2];
      if (w0 < 0.0F || w1 < 0.0F || w2 < 0.0F) continue;
      row[x] = std::max(row[x], (w0 * a.z + w1 * b.z + w2 * c.z) * e.inverse_area);
    }
  }
}

void ParallelMap::Blur(int radius) {
  scratch_.resize(cells_.size());
  const float weight = 1.0F / static_cast<float>(2 * radius + 1);
  // Rows into the scratch transposed, twice: a separable box.
  for (int pass = 0; pass < 2; ++pass) {
    for (int v = 0; v < side_; ++v) {
      for (int u = 0; u < side_; ++u) {
        float sum = 0.0F;
        for (int k = -radius; k <= radius; ++k) sum += At(std::clamp(u + k, 0, side_ - 1), v);
        scratch_[static_cast<std::size_t>(u * side_ + v)] = sum * weight;
      }
    }
    cells_.swap(scratch_);
  }
}

float ParallelMap::Bilinear(float u, float v) const {
  const float fu = u - 0.5F, fv = v - 0.5F;
  if (!(fu >= 0.0F && fv >= 0.0F && fu < static_cast<float>(side_ - 1) && fv < static_cast<float>(side_ - 1)))
    return empty_;
  const int iu = static_cast<int>(fu), iv = static_cast<int>(fv);
  const float su = fu - static_cast<float>(iu), sv = fv - static_cast<float>(iv);
  const float top = At(iu, iv) + su * (At(iu + 1, iv) - At(iu, iv));
  const float bottom = At(iu, iv + 1) + su * (At(iu + 1, iv + 1) - At(iu, iv + 1));
  return top + sv * (bottom - top);
}

}  // namespace ezpt::body
