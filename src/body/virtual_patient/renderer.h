#pragma once

#include <vector>

#include "base/image.h"
#include "body/virtual_patient/camera.h"
#include "body/virtual_patient/look.h"
#include "body/virtual_patient/mesh.h"
#include "body/virtual_patient/raster.h"

namespace ezpt::body {

/// Draws a mesh in a room: floor, wall, one soft key light, cast and contact
/// shadows. The room is drawn once, at construction; a frame then costs the mesh
/// and its shadows. Keeps its buffers: use one renderer for a whole clip. Not
/// thread-safe. The same inputs give the same bytes everywhere.
class Renderer {
 public:
  Renderer(const PatientLook& look, const Camera& camera, Vec3 subject, uint64_t seed);

  /// `image` is resized to the camera's picture. Cost: some 15 ms at 640×480.
  void Render(const Mesh& mesh, Image& image);

 private:
  struct Light {
    F3 towards;
    Colour key, sky, ground;
  };
  void PaintRoom(uint64_t seed);
  [[nodiscard]] Colour RoomColour(F3 direction, uint64_t seed, bool& floor) const;
  void ShadeBody(const Mesh& mesh, Image& image) const;
  [[nodiscard]] Colour ShadeSample(const Material& material, F3 normal, F3 position, F3 to_eye) const;
  [[nodiscard]] float Lit(F3 position, F3 normal) const;
  /// The room's colour behind a pixel, darkened where a shadow falls; false where none does.
  bool Shadowed(int x, int y, Colour& colour) const;
  void ShadeFloor(Vec3 around, Image& image) const;
  [[nodiscard]] F3 RayAt(float x, float y) const;

  PatientLook look_;
  Camera camera_;
  F3 subject_;
  Light light_;
  F3 wall_normal_, wall_point_;
  Image painted_;                  ///< The room without anybody.
  std::vector<Colour> room_;       ///< The same in linear light.
  std::vector<float> floor_part_;  ///< Share of the pixel that is floor.
  SurfaceBuffer surface_;
  ParallelMap shadow_, cast_, contact_;
};

}  // namespace ezpt::body
