#pragma once

#include <boost/core/demangle.hpp>
#include <boost/mp11/list.hpp>
#include <boost/pfr/tuple_size.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <vector>

#include "server/view.h"

/// What a view's type says of its fields without a value: for tests, which hold it against templates.
namespace ezpt::server {

struct Shape {
  /// As a template sees it: something to print, something that is or is not, something with names, several things.
  enum class Kind { kText, kFlag, kView, kList };
  struct Field {
    std::string name;
    std::string of;  ///< The view that names it: "CardView", also within an ExerciseView.
    std::shared_ptr<const Shape> shape;
  };

  Kind kind = Kind::kText;
  bool may_be_missing = false;
  std::vector<Field> fields;             ///< Of a kView, its bases' first.
  std::shared_ptr<const Shape> element;  ///< Of a kList.

  [[nodiscard]] const Field* Find(std::string_view name) const {
    for (const Field& field : fields) {
      if (field.name == name) return &field;
    }
    return nullptr;
  }
};

/// "CardView" of ezpt::server::CardView.
template <typename T>
[[nodiscard]] std::string ViewName() {
  const std::string name = boost::core::demangle(typeid(T).name());
  return name.substr(name.rfind(':') + 1);
}

template <typename T>
[[nodiscard]] Shape ShapeOf();

template <View T>
void AddFields(std::vector<Shape::Field>& fields) {
  using Bases = boost::describe::describe_bases<T, boost::describe::mod_public>;
  using Own = boost::describe::describe_members<T, boost::describe::mod_public>;
  if constexpr (boost::mp11::mp_empty<Bases>::value) {
    static_assert(boost::pfr::tuple_size_v<T> == boost::mp11::mp_size<Own>::value, "a member is not in its list");
  }
  boost::mp11::mp_for_each<Bases>([&](auto base) { AddFields<typename decltype(base)::type>(fields); });
  boost::mp11::mp_for_each<Own>([&](auto field) {
    using Member = std::remove_cvref_t<decltype(std::declval<T>().*field.pointer)>;
    fields.push_back({field.name, ViewName<T>(), std::make_shared<const Shape>(ShapeOf<Member>())});
  });
}

template <typename T>
inline constexpr bool kIsList = false;
template <typename T>
inline constexpr bool kIsList<std::vector<T>> = true;

template <typename T>
Shape ShapeOf() {
  Shape shape;
  if constexpr (View<T>) {
    shape.kind = Shape::Kind::kView;
    AddFields<T>(shape.fields);
  } else if constexpr (kIsOptional<T>) {
    shape = ShapeOf<typename T::value_type>();
    shape.may_be_missing = true;
  } else if constexpr (kIsList<T>) {
    shape.kind = Shape::Kind::kList;
    shape.element = std::make_shared<const Shape>(ShapeOf<typename T::value_type>());
  } else if constexpr (std::is_same_v<T, bool>) {
    shape.kind = Shape::Kind::kFlag;
  } else {
    static_assert(std::is_arithmetic_v<T> || std::is_same_v<T, std::string>, "a view holds nothing else");
  }
  return shape;
}

/// Gives every text its own name in characters that need escaping, every flag true, every list one element.
template <typename T>
void FillWithExample(T& value, const std::string& name = "") {
  if constexpr (View<T>) {
    boost::mp11::mp_for_each<FieldsOf<T>>([&](auto field) { FillWithExample(value.*field.pointer, field.name); });
  } else if constexpr (kIsOptional<T>) {
    FillWithExample(value.emplace(), name);
  } else if constexpr (kIsList<T>) {
    FillWithExample(value.emplace_back(), name);
  } else if constexpr (std::is_same_v<T, bool>) {
    value = true;
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = "<&" + name + "\">";
  } else {
    value = 7;
  }
}

}  // namespace ezpt::server
