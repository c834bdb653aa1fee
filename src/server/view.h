#pragma once

#include <boost/describe.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <type_traits>

/// A view is a struct of what a page shows, or a JSON address answers: texts, numbers, bools, further views, and lists
/// and optionals of these. Its fields are named once, beside it, and are the names that templates use:
///
///     struct RegionView {
///       std::string id;
///       std::string name;
///     };
///     BOOST_DESCRIBE_STRUCT(RegionView, (), (id, name))
///
/// (the brackets before the names hold its bases). Views are in this namespace, where nlohmann::json finds to_json.
/// views_test.cc fails where a template and its view name different things.
namespace ezpt::server {

template <typename T>
concept View = std::is_class_v<T> && boost::describe::has_describe_members<T>::value;

/// The view of a whole page: it names its template, `static constexpr std::string_view kTemplate = "library"`.
template <typename T>
concept PageView = View<T> && requires {
  { T::kTemplate } -> std::convertible_to<std::string_view>;
};

/// May be missing, and is then left out of the JSON. An empty std::optional is null there, and is what a view has
/// unless an address has always answered otherwise: a name that is left out is looked for further out by a template.
template <typename T>
struct Omittable : std::optional<T> {
  using std::optional<T>::optional;
};

template <typename T>
inline constexpr bool kIsOmittable = false;
template <typename T>
inline constexpr bool kIsOmittable<Omittable<T>> = true;

template <typename T>
inline constexpr bool kIsOptional = kIsOmittable<T>;
template <typename T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

/// What a view's own fields and its bases' are called, and where they are.
template <View T>
using FieldsOf = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

/// By this nlohmann::json takes views, and lists of them.
template <View T>
void to_json(nlohmann::json& json, const T& view) {
  json = nlohmann::json::object();
  boost::mp11::mp_for_each<FieldsOf<T>>([&](auto field) {
    const auto& value = view.*field.pointer;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (kIsOptional<Value>) {
      if (value) {
        json[field.name] = *value;
      } else if (!kIsOmittable<Value>) {
        json[field.name] = nullptr;
      }
    } else {
      json[field.name] = value;
    }
  });
}

}  // namespace ezpt::server
