#include "profiles/packages/structure_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace careway::packages {
namespace {

using definitions::BindingStrength;

// How R4 says what R5 added to ElementDefinition (R5, 2.1.27.5: extensions between versions).
constexpr std::string_view kMustHaveValue =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.mustHaveValue";
constexpr std::string_view kValueAlternatives =
    "http://hl7.org/fhir/5.0/StructureDefinition/extension-ElementDefinition.valueAlternatives";
constexpr std::string_view kSystemTypePrefix = "http://hl7.org/fhirpath/System.";

/// The value of an extension of that name (HL7's own), or a handle that does not exist.
fhir::Element extension_value(fhir::Element element, std::string_view name) {
  for (const auto child : element) {
    if (child.name() != "extension") continue;
    const auto url = child.child_value("url");
    if (!url.starts_with(kTypePrefix) || url.substr(kTypePrefix.size()) != name) continue;
    for (const auto value : child) {
      if (value.name().starts_with("value")) return value;
    }
  }
  return {};
}

std::string_view extension_text(fhir::Element element, std::string_view name) {
  const auto value = extension_value(element, name);
  if (!value.exists()) return {};
  // In older files a value set is a Reference.
  return value.has_value() ? value.value() : value.child_value("reference");
}

std::optional<std::uint32_t> number(std::string_view text) {
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  std::uint32_t value = 0;
  for (const char digit : text) value = value * 10 + static_cast<std::uint32_t>(digit - '0');
  return value;
}

std::optional<std::uint32_t> maximum(std::string_view text) {
  return text == "*" ? std::optional(kUnbounded) : number(text);
}

/// The entry of a table whose text is `text`, or the fallback.
template <typename Value, std::size_t kCount>
Value lookup(const std::array<std::pair<std::string_view, Value>, kCount>& table, std::string_view text,
             Value fallback) {
  for (const auto& [name, value] : table) {
    if (name == text) return value;
  }
  return fallback;
}

BindingStrength strength_of(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, BindingStrength>, 4> kTable = {
      {{"required", BindingStrength::required},
       {"extensible", BindingStrength::extensible},
       {"preferred", BindingStrength::preferred},
       {"example", BindingStrength::example}}};
  return lookup(kTable, text, BindingStrength::none);
}

Discriminator::Kind discriminator_kind(std::string_view text) {
  using Kind = Discriminator::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 4> kTable = {
      {{"exists", Kind::exists}, {"pattern", Kind::pattern}, {"type", Kind::type}, {"profile", Kind::profile}}};
  return lookup(kTable, text, Kind::value);
}

/// A structure on its way out of its tree.
class Reader {
 public:
  Reader(TextPool& texts, fhir::Document& values) : texts_(texts), values_(values) {}

  WrittenStructure read(fhir::Element root) {
    WrittenStructure written;
    read_head(root, written.head);
    for (const auto part : root) {
      if (part.name() == "snapshot") read_elements(part, written.snapshot);
      if (part.name() == "differential") read_elements(part, written.differential);
    }
    return written;
  }

 private:
  std::string_view text(fhir::Element parent, std::string_view name) { return texts_.keep(parent.child_value(name)); }

  void read_head(fhir::Element root, StructureDefinition& head) {
    using Kind = StructureDefinition::Kind;
    static constexpr std::array<std::pair<std::string_view, Kind>, 3> kKinds = {
        {{"primitive-type", Kind::primitive}, {"complex-type", Kind::complex}, {"logical", Kind::logical}}};
    head.url = text(root, "url");
    head.version = text(root, "version");
    head.name = text(root, "name");
    head.type = text(root, "type");
    head.base_definition = text(root, "baseDefinition");
    head.status = text(root, "status");
    head.kind = lookup(kKinds, root.child_value("kind"), Kind::resource);
    head.is_abstract = root.child_value("abstract") == "true";
    head.is_constraint = root.child_value("derivation") == "constraint";
    for (const auto child : root) {
      if (child.name() == "context") head.contexts.push_back(context_of(child));
      if (child.name() == "contextInvariant") head.context_invariants.push_back(texts_.keep(child.value()));
    }
    url_ = head.url;
    type_ = head.type;
    is_primitive_ = head.kind == Kind::primitive;
  }

  ExtensionContext context_of(fhir::Element context) {
    using Kind = ExtensionContext::Kind;
    static constexpr std::array<std::pair<std::string_view, Kind>, 2> kKinds = {
        {{"extension", Kind::extension}, {"fhirpath", Kind::fhirpath}}};
    return {lookup(kKinds, context.child_value("type"), Kind::element), text(context, "expression")};
  }

  void read_elements(fhir::Element part, std::vector<ElementStatement>& statements) {
    for (const auto child : part) {
      if (child.name() == "element") statements.push_back(read_element(child));
    }
  }

  ElementStatement read_element(fhir::Element node) {
    ElementStatement statement;
    auto& element = statement.element;
    element.path = text(node, "path");
    const auto base = node.child("base");
    base_path_ = base.exists() ? base.child_value("path") : std::string_view();
    for (const auto child : node) read_part(child, statement);
    statement.has_id = !element.id.empty();
    if (!statement.has_id) element.id = element.path;
    if (!statement.has_base) element.base_max = element.max;
    if (element.regex.empty()) element.regex = texts_.keep(extension_text(node, "regex"));
    element.min_length = number(extension_text(node, "minLength"));
    return statement;
  }

  void read_later_extension(fhir::Element extension, ElementDefinition& element) {
    const auto url = extension.child_value("url");
    if (url == kMustHaveValue) element.must_have_value = extension.child_value("valueBoolean") == "true";
    if (url == kValueAlternatives) {
      element.value_alternatives.push_back(texts_.keep(extension.child_value("valueCanonical")));
    }
  }

  void read_part(fhir::Element part, ElementStatement& statement) {
    auto& element = statement.element;
    const auto name = part.name();
    const auto value = part.value();
    if (name == "id") {
      element.id = texts_.keep(value);
    } else if (name == "sliceName") {
      element.slice_name = texts_.keep(value);
    } else if (name == "short") {
      element.short_text = texts_.keep(value);
    } else if (name == "min") {
      statement.has_min = take(number(value), element.min);
    } else if (name == "max") {
      statement.has_max = take(maximum(value), element.max);
    } else if (name == "base") {
      statement.has_base = take(maximum(part.child_value("max")), element.base_max);
    } else if (name == "contentReference") {
      element.content_reference = texts_.keep(value.starts_with('#') ? value.substr(1) : value);
    } else if (name == "type") {
      add_type(part, element);
    } else if (name == "slicing") {
      element.slicing = slicing_of(part);
    } else if (name == "binding") {
      element.binding = Binding{strength_of(part.child_value("strength")), text(part, "valueSet"),
                                texts_.keep(extension_text(part, "elementdefinition-maxValueSet"))};
    } else if (name == "constraint") {
      element.constraints.push_back(constraint_of(part));
    } else if (name == "extension") {
      read_later_extension(part, element);
    } else {
      read_value(part, element);
    }
  }

  void read_value(fhir::Element part, ElementDefinition& element) {
    const auto name = part.name();
    const auto value = part.value();
    if (name == "representation") {
      element.is_xml_attribute = element.is_xml_attribute || value == "xmlAttr";
    } else if (name == "maxLength") {
      element.max_length = number(value);
    } else if (name == "isModifier") {
      element.is_modifier = value == "true";
    } else if (name == "mustSupport") {
      element.must_support = value == "true";
    } else if (name == "isSummary") {
      element.is_summary = value == "true";
    } else if (name.starts_with("fixed")) {
      element.fixed = kept(part);
    } else if (name.starts_with("pattern")) {
      element.pattern = kept(part);
    } else if (name.starts_with("minValue")) {
      element.min_value = kept(part);
    } else if (name.starts_with("maxValue")) {
      element.max_value = kept(part);
    }
  }

  static bool take(std::optional<std::uint32_t> value, std::uint32_t& into) {
    if (value) into = *value;
    return value.has_value();
  }

  fhir::Element kept(fhir::Element value) { return values_.at(values_.append_copy(values_.root().index(), value)); }

  /// FHIR gives ids, Extension.url and the values of primitives a FHIRPath type; an extension names the FHIR type.
  std::string_view type_code(fhir::Element type, const ElementDefinition& element) {
    auto code = type.child_value("code");
    if (code.starts_with(kTypePrefix)) code.remove_prefix(kTypePrefix.size());
    if (!code.starts_with(kSystemTypePrefix)) return texts_.keep(code);
    // As in definitions: FHIR 4.0.1 says "string" for the id of a resource, though its own text says "id".
    if (base_path_ == "Resource.id" || element.path == "Resource.id") return "id";
    if (is_primitive_ && element.path.size() == type_.size() + 6 && element.path.ends_with(".value")) return type_;
    const auto named = extension_text(type, "structuredefinition-fhir-type");
    if (!named.empty()) return texts_.keep(named);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kTypes = {{{"Boolean", "boolean"},
                                                                                             {"Date", "date"},
                                                                                             {"DateTime", "dateTime"},
                                                                                             {"Decimal", "decimal"},
                                                                                             {"Integer", "integer"},
                                                                                             {"Time", "time"},
                                                                                             {"String", "string"}}};
    return lookup(kTypes, code.substr(kSystemTypePrefix.size()), std::string_view("string"));
  }

  void add_type(fhir::Element node, ElementDefinition& element) {
    using Versioning = TypeReference::Versioning;
    TypeReference type;
    type.code = type_code(node, element);
    for (const auto child : node) {
      const auto value = child.value();
      if (child.name() == "profile") type.profiles.push_back(texts_.keep(value));
      if (child.name() == "targetProfile") type.target_profiles.push_back(texts_.keep(value));
      if (child.name() == "aggregation") {
        type.may_be_contained = type.may_be_contained || value == "contained";
        type.may_be_referenced = type.may_be_referenced || value == "referenced";
        type.may_be_bundled = type.may_be_bundled || value == "bundled";
      }
      if (child.name() == "versioning")
        type.versioning = value == "independent" ? Versioning::independent
                          : value == "specific"  ? Versioning::specific
                                                 : Versioning::either;
    }
    if (element.regex.empty()) element.regex = texts_.keep(extension_text(node, "regex"));
    join(std::move(type), element.types);
  }

  /// One entry a type: older files name it once for each profile.
  static void join(TypeReference type, std::vector<TypeReference>& types) {
    const auto same =
        std::find_if(types.begin(), types.end(), [&](const TypeReference& known) { return known.code == type.code; });
    if (same == types.end()) {
      types.push_back(std::move(type));
      return;
    }
    const auto unite = [](std::vector<std::string_view>& into, const std::vector<std::string_view>& from) {
      if (into.empty() || from.empty()) {
        into.clear();  // one of the two accepts anything
        return;
      }
      for (const auto text : from) {
        if (std::find(into.begin(), into.end(), text) == into.end()) into.push_back(text);
      }
    };
    unite(same->profiles, type.profiles);
    unite(same->target_profiles, type.target_profiles);
  }

  Slicing slicing_of(fhir::Element node) {
    Slicing slicing;
    slicing.ordered = node.child_value("ordered") == "true";
    const auto rules = node.child_value("rules");
    slicing.rules = rules == "closed"      ? Slicing::Rules::closed
                    : rules == "openAtEnd" ? Slicing::Rules::open_at_end
                                           : Slicing::Rules::open;
    for (const auto child : node) {
      if (child.name() == "discriminator")
        slicing.discriminators.push_back({discriminator_kind(child.child_value("type")), text(child, "path")});
    }
    return slicing;
  }

  Constraint constraint_of(fhir::Element node) {
    Constraint constraint;
    constraint.key = text(node, "key");
    constraint.is_error = node.child_value("severity") != "warning";
    constraint.is_best_practice = extension_text(node, "elementdefinition-bestpractice") == "true";
    constraint.human = text(node, "human");
    constraint.expression = text(node, "expression");
    constraint.source = text(node, "source");
    if (constraint.source.empty()) constraint.source = url_;
    return constraint;
  }

  TextPool& texts_;
  fhir::Document& values_;
  std::string_view url_;
  std::string_view type_;
  std::string_view base_path_;
  bool is_primitive_ = false;
};

}  // namespace

WrittenStructure read_structure(fhir::Element root, TextPool& texts, fhir::Document& values) {
  return Reader(texts, values).read(root);
}

std::size_t path_depth(std::string_view path) {
  return 1 + static_cast<std::size_t>(std::count(path.begin(), path.end(), '.'));
}

std::size_t StructureDefinition::memory_bytes() const {
  std::size_t bytes = sizeof *this + elements.capacity() * sizeof(ElementDefinition);
  for (const auto& element : elements) {
    bytes += element.constraints.capacity() * sizeof(Constraint) + element.types.capacity() * sizeof(TypeReference);
    for (const auto& reference : element.types)
      bytes += (reference.profiles.capacity() + reference.target_profiles.capacity()) * sizeof(std::string_view);
    if (element.slicing) bytes += element.slicing->discriminators.capacity() * sizeof(Discriminator);
  }
  return bytes + (values ? values->memory_bytes() : 0);
}

}  // namespace careway::packages
