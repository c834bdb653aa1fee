#include "body/virtual_patient/renderer.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace ezpt::body {
namespace {

constexpr int kShadowSide = 400, kFloorSide = 230;
constexpr float kShadowCell = 0.0075F, kFloorCell = 0.018F;  // metres
constexpr float kShadowBias = 0.020F;                        // metres
constexpr float kWallBehind = 1.5F;                          // metres behind the subject

// Light is added up in linear terms: the square of sRGB is close enough, and its
// inverse is exact everywhere.
Colour Linear(const Colour& c) { return {c.r * c.r, c.g * c.g, c.b * c.b}; }
Colour Scale(const Colour& a, float k) { return {a.r * k, a.g * k, a.b * k}; }
Colour Times(const Colour& a, const Colour& b) { return {a.r * b.r, a.g * b.g, a.b * b.b}; }
Colour Plus(const Colour& a, const Colour& b) { return {a.r + b.r, a.g + b.g, a.b + b.b}; }

uint8_t ToByte(float linear) {
  const float v = std::sqrt(std::clamp(linear, 0.0F, 1.0F)) * 255.0F + 0.5F;
  return static_cast<uint8_t>(v);
}

void Put(Image& image, int x, int y, const Colour& c) {
  uint8_t* pixel = image.Row(y) + static_cast<std::ptrdiff_t>(x) * 3;
  pixel[0] = ToByte(c.r);
  pixel[1] = ToByte(c.g);
  pixel[2] = ToByte(c.b);
}

float Hash(int a, uint64_t seed) {
  return static_cast<float>(Random(seed * 7919 + static_cast<uint64_t>(a + 100000)).NextUnit());
}

float Smooth(float low, float high, float x) { return static_cast<float>(SmoothStep(low, high, x)); }

}  // namespace

Renderer::Renderer(const PatientLook& look, const Camera& camera, Vec3 subject, uint64_t seed)
    : look_(look), camera_(camera), subject_(ToF3({subject.x, 0, subject.z})) {
  const Vec3 ahead = Unit({camera.axes.z.x, 0, camera.axes.z.z}, {0, 0, -1});
  const Vec3 towards = camera.axes.x * (0.75 * static_cast<double>(look.light_side)) + Vec3{0, 1.15, 0} - ahead * 0.62;
  light_.towards = ToF3(Unit(towards));
  light_.key = Scale({1.0F, 0.965F, 0.91F}, 0.98F * look.light_strength);
  light_.sky = Scale({0.80F, 0.88F, 1.0F}, 0.46F);
  light_.ground = Scale(Linear(look.floor), 0.42F);
  const double turn = (static_cast<double>(Hash(1, seed)) - 0.5) * 24.0;
  wall_normal_ = ToF3(RotateY(Degrees(turn)) * -ahead);
  wall_point_ = subject_ - wall_normal_ * kWallBehind;
  PaintRoom(seed);
}

F3 Renderer::RayAt(float x, float y) const {
  const float u = (x - 0.5F * static_cast<float>(camera_.width)) / static_cast<float>(camera_.focal);
  const float v = (y - 0.5F * static_cast<float>(camera_.height)) / static_cast<float>(camera_.focal);
  return ToF3(camera_.axes.z) + ToF3(camera_.axes.x) * u + ToF3(camera_.axes.y) * v;
}

Colour Renderer::RoomColour(F3 direction, uint64_t seed, bool& floor) const {
  const F3 eye = ToF3(camera_.position);
  const float to_floor = direction.y < -1e-5F ? -eye.y / direction.y : 1e9F;
  const float facing = Dot(direction, wall_normal_);
  const float to_wall = facing < -1e-5F ? Dot(wall_point_ - eye, wall_normal_) / facing : 1e9F;
  const F3 along = Cross({0, 1, 0}, wall_normal_);
  floor = to_floor < to_wall;
  if (floor) {
    const F3 p = eye + direction * to_floor - subject_;
    // Planks run along the wall; each has its own tone, joints are thin and dark.
    const float across = Dot(p, wall_normal_) / 0.15F + 1000.0F, run = Dot(p, along) / 1.3F + 1000.0F;
    const int plank = static_cast<int>(across);
    const float offset = run + Hash(plank, seed);
    const int piece = static_cast<int>(offset);
    const float tone = 0.93F + 0.14F * Hash(plank * 131 + piece, seed);
    const float in_plank = across - static_cast<float>(plank), in_piece = offset - static_cast<float>(piece);
    const float joint =
        std::min(std::min(in_plank, 1.0F - in_plank) * 0.15F, std::min(in_piece, 1.0F - in_piece) * 1.3F);
    const float seam = 1.0F - 0.28F * (1.0F - Smooth(0.0F, 0.006F, joint));
    const float far = std::sqrt(Dot(p, p));
    const float pool = 1.12F - 0.22F * Smooth(0.3F, 3.2F, far);
    const float wall_shade = 1.0F - 0.22F * (1.0F - Smooth(0.0F, 0.5F, Dot(p, wall_normal_) + kWallBehind));
    return Scale(Linear(look_.floor), tone * seam * pool * wall_shade * 0.92F);
  }
  const F3 p = eye + direction * to_wall - wall_point_;
  const float height = p.y + wall_point_.y, side = Dot(p, along);
  if (height < 0.09F) {
    const float top = height > 0.078F ? 0.86F : 1.0F;
    return Scale({0.83F, 0.82F, 0.80F}, top * (0.86F + 0.14F * Smooth(0.0F, 0.03F, height)));
  }
  const float spot_x = side + 1.1F * look_.light_side, spot_y = height - 1.7F;
  const float glow = 1.06F - 0.26F * Smooth(0.2F, 3.0F, std::sqrt(spot_x * spot_x + 0.7F * spot_y * spot_y));
  const float skirting_shadow = 0.90F + 0.10F * Smooth(0.09F, 0.14F, height);
  return Scale(Linear(look_.wall), glow * skirting_shadow * 0.98F);
}

void Renderer::PaintRoom(uint64_t seed) {
  const auto count = static_cast<std::size_t>(camera_.width) * static_cast<std::size_t>(camera_.height);
  painted_.Resize(camera_.width, camera_.height);
  room_.resize(count);
  floor_part_.resize(count);
  constexpr int kRays = 3;
  for (int y = 0; y < camera_.height; ++y) {
    for (int x = 0; x < camera_.width; ++x) {
      Colour sum;
      float floors = 0.0F;
      for (int i = 0; i < kRays * kRays; ++i) {
        bool floor = false;
        const int column = i % kRays;
        const int row = i / kRays;
        const float px = static_cast<float>(x) + (static_cast<float>(column) + 0.5F) / kRays;
        const float py = static_cast<float>(y) + (static_cast<float>(row) + 0.5F) / kRays;
        sum = Plus(sum, RoomColour(RayAt(px, py), seed, floor));
        floors += floor ? 1.0F : 0.0F;
      }
      const auto at =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(camera_.width) + static_cast<std::size_t>(x);
      room_[at] = Scale(sum, 1.0F / (kRays * kRays));
      floor_part_[at] = floors / (kRays * kRays);
      Put(painted_, x, y, room_[at]);
    }
  }
}

float Renderer::Lit(F3 position, F3 normal) const {
  const F3 m = shadow_.ToMap(position + normal * 0.014F);
  const int u = static_cast<int>(m.x), v = static_cast<int>(m.y);
  if (u < 2 || v < 2 || u >= shadow_.side() - 2 || v >= shadow_.side() - 2) return 1.0F;
  int open = 0;
  for (int dv = -2; dv <= 2; dv += 2) {
    for (int du = -2; du <= 2; du += 2) open += shadow_.At(u + du, v + dv) <= m.z + kShadowBias ? 1 : 0;
  }
  return static_cast<float>(open) / 9.0F;
}

Colour Renderer::ShadeSample(const Material& material, F3 normal, F3 position, F3 to_eye) const {
  const float facing = Dot(normal, light_.towards);
  const float wrap = material.translucent;
  float diffuse = std::max(0.0F, (facing + wrap) / (1.0F + wrap));
  if (diffuse > 0.0F) diffuse *= 0.22F + 0.78F * Lit(position, normal);
  const float up = 0.5F + 0.5F * normal.y;
  // Low surfaces see less of the room: a cheap ambient occlusion near the floor.
  const float open = 0.72F + 0.28F * Smooth(0.0F, 0.35F, position.y);
  Colour light = Scale(Plus(Scale(light_.sky, up), Scale(light_.ground, 1.0F - up)), open);
  light = Plus(light, Scale(light_.key, diffuse));
  const float edge = 1.0F - std::max(0.0F, Dot(normal, to_eye));
  const float rim = edge * edge * edge * (0.10F + 0.10F * up);
  const F3 half = Unit(to_eye + light_.towards);
  float gleam = std::max(0.0F, Dot(normal, half));
  gleam *= gleam;
  gleam *= gleam;
  gleam *= gleam;
  gleam *= gleam;
  const Colour base = Times(Linear(material.colour), light);
  return Plus(base, Scale({1.0F, 0.98F, 0.95F}, rim * 0.55F + gleam * material.gloss * diffuse));
}

bool Renderer::Shadowed(int x, int y, Colour& colour) const {
  const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(camera_.width) + static_cast<std::size_t>(x);
  colour = room_[at];
  if (floor_part_[at] <= 0.0F) return false;
  const F3 ray = RayAt(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F);
  if (ray.y > -1e-5F) return false;
  const F3 p = ToF3(camera_.position) + ray * (-static_cast<float>(camera_.position.y) / ray.y);
  const F3 m = cast_.ToMap(p);
  const float shade = cast_.Bilinear(m.x, m.y) * 0.46F, contact = contact_.Bilinear(m.x, m.y) * 0.50F;
  if (shade + contact <= 0.0F) return false;
  const float keep = 1.0F - floor_part_[at] * (1.0F - (1.0F - shade) * (1.0F - contact));
  // Shadows are lit by the sky, so they cool a little.
  colour = Times(colour, {keep, keep + (1.0F - keep) * 0.015F, keep + (1.0F - keep) * 0.05F});
  return true;
}

void Renderer::ShadeFloor(Vec3 around, Image& image) const {
  // The room as painted, and over it the part of the floor that shadows can reach.
  std::copy(painted_.Row(0), painted_.Row(0) + static_cast<std::ptrdiff_t>(camera_.width) * camera_.height * 3,
            image.Row(0));
  const double reach = 0.5 * kFloorSide * static_cast<double>(kFloorCell);
  int x0 = camera_.width, x1 = 0, y0 = camera_.height, y1 = 0;
  for (const double dx : {-reach, reach}) {
    for (const double dz : {-reach, reach}) {
      const Vec3 px = camera_.Project({around.x + dx, 0, around.z + dz});
      x0 = std::min(x0, static_cast<int>(std::clamp(px.x, 0.0, 1.0 * camera_.width)));
      x1 = std::max(x1, static_cast<int>(std::clamp(px.x + 1, 0.0, 1.0 * camera_.width)));
      y0 = std::min(y0, static_cast<int>(std::clamp(px.y, 0.0, 1.0 * camera_.height)));
      // Cells behind the lens project anywhere; they are at the picture's foot.
      y1 =
          px.z < 0.1 ? camera_.height : std::max(y1, static_cast<int>(std::clamp(px.y + 1, 0.0, 1.0 * camera_.height)));
      if (px.z < 0.1) x0 = 0, x1 = camera_.width;
    }
  }
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) {
      Colour shaded;
      if (Shadowed(x, y, shaded)) Put(image, x, y, shaded);
    }
  }
}

void Renderer::ShadeBody(const Mesh& mesh, Image& image) const {
  constexpr int kS = SurfaceBuffer::kSamples;
  const SurfaceBuffer::Rect area = surface_.touched();
  const F3 eye = ToF3(camera_.position);
  for (int y = area.y0; y < area.y1; ++y) {
    for (int x = area.x0; x < area.x1; ++x) {
      Colour sum;
      int covered = 0, alike = 0;
      F3 normals{};
      float inverses = 0.0F;
      const uint16_t first = surface_.Samples(y * kS)[x * kS].material;
      for (int i = 0; i < kS * kS; ++i) {
        const int sy = y * kS + i / kS, sx = x * kS + i % kS;
        const float inverse = surface_.Depths(sy)[sx];
        if (inverse == 0.0F) continue;
        const SurfaceBuffer::Sample& s = surface_.Samples(sy)[sx];
        ++covered;
        alike += s.material == first ? 1 : 0;
        normals = normals + F3{static_cast<float>(s.nx), static_cast<float>(s.ny), static_cast<float>(s.nz)};
        inverses += inverse;
      }
      if (covered == 0) continue;
      const F3 ray = RayAt(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F);
      const F3 to_eye = Unit(ray) * -1.0F;
      if (alike == kS * kS) {
        // The common case, inside one surface: shade the four samples as one.
        sum = Scale(ShadeSample(mesh.materials[first], Unit(normals), eye + ray * (4.0F / inverses), to_eye), 4.0F);
      } else {
        for (int i = 0; i < kS * kS; ++i) {
          const int sy = y * kS + i / kS, sx = x * kS + i % kS;
          const float inverse = surface_.Depths(sy)[sx];
          if (inverse == 0.0F) continue;
          const SurfaceBuffer::Sample& s = surface_.Samples(sy)[sx];
          const F3 n = Unit(F3{static_cast<float>(s.nx), static_cast<float>(s.ny), static_cast<float>(s.nz)});
          sum = Plus(sum, ShadeSample(mesh.materials[s.material], n, eye + ray * (1.0F / inverse), to_eye));
        }
        if (covered < kS * kS) {
          Colour behind;
          (void)Shadowed(x, y, behind);
          sum = Plus(sum, Scale(behind, static_cast<float>(kS * kS - covered)));
        }
      }
      Put(image, x, y, Scale(sum, 1.0F / (kS * kS)));
    }
  }
}

void Renderer::Render(const Mesh& mesh, Image& image) {
  image.Resize(camera_.width, camera_.height);
  surface_.Draw(camera_, mesh);
  // The shadow maps follow the mesh.
  F3 low{1e9F, 1e9F, 1e9F}, high{-1e9F, -1e9F, -1e9F};
  for (const F3 p : mesh.positions) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
  }
  const F3 middle = (low + high) * 0.5F;
  const Vec3 centre{middle.x, middle.y, middle.z};
  const Vec3 z{light_.towards.x, light_.towards.y, light_.towards.z};
  const Vec3 x = Unit(Cross({0, 1, 0}, z), {1, 0, 0});
  shadow_.Reset(centre, {x, Cross(z, x), z}, kShadowSide, kShadowCell, -1e9F);
  shadow_.DrawHeight(mesh);
  const Mat3 floor{{1, 0, 0}, {0, 0, 1}, {0, 1, 0}};
  const Vec3 cast_shift = z * (-0.5 * centre.y / z.y);
  const Vec3 around{centre.x + cast_shift.x, 0, centre.z + cast_shift.z};
  cast_.Reset(around, floor, kFloorSide, kFloorCell, 0.0F);
  cast_.DrawShadow(mesh, light_.towards);
  cast_.Blur(2);
  cast_.Blur(2);
  contact_.Reset(around, floor, kFloorSide, kFloorCell, 0.0F);
  contact_.DrawNearFloor(mesh);
  contact_.Blur(2);
  contact_.Blur(2);
  ShadeFloor(around, image);
  ShadeBody(mesh, image);
}

}  // namespace ezpt::body
