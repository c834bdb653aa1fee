#pragma once

#include <optional>

#include "body/signal_reader.h"

/// The signals one by one, each as signal.h defines it.
namespace ezpt::body::reading {

using Value = std::optional<double>;

// Angles, in degrees: signal_angles.cc.

/// 180° less the angle at `vertex`: how far the joint is bent.
[[nodiscard]] Value Bend(const Reader& r, Joint proximal, Joint vertex, Joint distal);
/// This side's trunk against the line from the hip to `distal`.
[[nodiscard]] Value HipFlexion(const Reader& r, Joint distal);
[[nodiscard]] Value HipAbduction(const Reader& r);
[[nodiscard]] Value ShoulderFlexion(const Reader& r);
[[nodiscard]] Value ShoulderAbduction(const Reader& r);
/// A segment (pointing up) against the vertical, towards the front of the body.
[[nodiscard]] Value ForwardTilt(const Reader& r, std::optional<Vec3> up);
[[nodiscard]] Value SidewaysTilt(const Reader& r);
[[nodiscard]] Value TrunkPitch(const Reader& r);
/// Line from the other side's joint to this side's, this side higher +.
[[nodiscard]] Value Obliquity(const Reader& r, Joint joint);
[[nodiscard]] Value KneeValgus(const Reader& r);
[[nodiscard]] Value ShankTilt(const Reader& r);
[[nodiscard]] Value ThighPitch(const Reader& r);
[[nodiscard]] Value UpperArmElevation(const Reader& r);
[[nodiscard]] Value UpperArmDrift(const Reader& r);

// Lengths by the body's own: signal_ratios.cc.

/// How far `upper` is above `lower`, ÷ scale.
[[nodiscard]] Value Height(std::optional<Vec3> upper, std::optional<Vec3> lower, double scale);
/// Straight distance of two joints ÷ scale.
[[nodiscard]] Value Extent(std::optional<Vec3> a, std::optional<Vec3> b, double scale);
[[nodiscard]] Value ShoulderHike(const Reader& r);
[[nodiscard]] Value HeelRise(const Reader& r);
[[nodiscard]] Value WristToThigh(const Reader& r);
[[nodiscard]] Value HipHeight(const Reader& r);
[[nodiscard]] Value PressHeight(const Reader& r);
[[nodiscard]] Value KneeHeight(const Reader& r);
[[nodiscard]] Value KneeSeparation(const Reader& r);
[[nodiscard]] Value FootSeparation(const Reader& r);
[[nodiscard]] Value FootDrift(const Reader& r);
[[nodiscard]] Value HipDrift(const Reader& r);
[[nodiscard]] Value TrunkOverFeet(const Reader& r);
[[nodiscard]] Value ShoulderSpread(const Reader& r);

}  // namespace ezpt::body::reading
