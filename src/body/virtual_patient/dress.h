#pragma once

#include "body/skeleton.h"
#include "body/virtual_patient/look.h"
#include "body/virtual_patient/mesh.h"

namespace ezpt::body {

/// Adds the person's whole surface (skin, clothes, shoes, face, hair) to `mesh`.
/// Cost: about 14,000 triangles; allocates only while the mesh grows.
void AddPerson(const Proportions& body, const PatientLook& look, const Skeleton& skeleton, Mesh& mesh);

/// The head's share of it: face, ears and hair.
void AddHead(const Proportions& body, const PatientLook& look, const Skeleton& skeleton, uint16_t skin, Mesh& mesh);

/// The hands' and shoes' share.
void AddHand(const Proportions& body, const Skeleton& skeleton, Side side, uint16_t skin, Mesh& mesh);
void AddShoe(const Proportions& body, const Skeleton& skeleton, Side side, uint16_t shoe, uint16_t sole, Mesh& mesh);

}  // namespace ezpt::body
