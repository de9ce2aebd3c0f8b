#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "profiles/definitions/definitions.h"

namespace careway::pack_compiler {

/// The definitions cannot be compiled: a file is missing or says something that a pack cannot hold. The text says which
/// file or element, and what to do.
class CompileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a pack will hold, with names in place of indexes. Fields as in definitions::Entry and definitions::TypeInfo.
struct EntryModel {
  std::string name;
  std::string element;
  std::string type;
  std::uint16_t ordinal = 0;
  std::uint16_t min = 0;
  std::uint16_t max = 0;
  bool is_list = false;
  bool is_modifier = false;
  bool is_summary = false;
  bool is_choice = false;
  bool is_xml_attribute = false;
  definitions::BindingStrength binding = definitions::BindingStrength::none;
  std::string value_set;
  std::string targets;
};

struct TypeModel {
  std::string name;
  definitions::TypeKind kind = definitions::TypeKind::complex;
  definitions::JsonKind json_kind = definitions::JsonKind::none;
  bool is_abstract = false;
  std::string base;  ///< empty at the top
  std::vector<EntryModel> entries;
};

struct CodeModel {
  std::string system;
  std::string code;
  friend auto operator<=>(const CodeModel&, const CodeModel&) = default;
};

/// A value set whose codes are all known.
struct ValueSetModel {
  std::string url;  ///< without version
  std::vector<CodeModel> codes;
};

/// A search parameter as it applies to one type; one that applies to several types stands once for each.
struct SearchParameterModel {
  std::string type;
  std::string code;
  std::string kind;  ///< "token", "date", "reference", ...
  std::string expression;
  std::string targets;  ///< as in definitions::SearchParameter
  std::string url;
};

struct PackModel {
  std::string fhir_version;
  std::vector<TypeModel> types;
  std::vector<ValueSetModel> value_sets;
  std::vector<SearchParameterModel> search_parameters;
};

}  // namespace careway::pack_compiler
