#include "mappers/formats/xml_shape.h"

#include <algorithm>
#include <xercesc/framework/psvi/XSAttributeDeclaration.hpp>
#include <xercesc/framework/psvi/XSAttributeUse.hpp>
#include <xercesc/framework/psvi/XSComplexTypeDefinition.hpp>
#include <xercesc/framework/psvi/XSElementDeclaration.hpp>
#include <xercesc/framework/psvi/XSModel.hpp>
#include <xercesc/framework/psvi/XSModelGroup.hpp>
#include <xercesc/framework/psvi/XSNamedMap.hpp>
#include <xercesc/framework/psvi/XSParticle.hpp>
#include <xercesc/framework/psvi/XSSimpleTypeDefinition.hpp>

#include "profiles/fhir/byte_scan.h"

namespace careway::formats {
namespace {

namespace xerces = xercesc;

/// A type that holds itself describes trees of any depth; the shape shows this much of them.
constexpr std::size_t kShapeDepthMax = 12;

std::size_t times(std::size_t a, std::size_t b) {
  if (a == 0 || b == 0) return 0;
  return a == kUnbounded || b == kUnbounded ? kUnbounded : a * b;
}

FieldType type_of(xerces::XSSimpleTypeDefinition& type) {
  for (xerces::XSTypeDefinition* at = &type; at != nullptr; at = at->getBaseType()) {
    const std::string name = utf8_of(at->getName());
    if (utf8_of(at->getNamespace()) != "http://www.w3.org/2001/XMLSchema") continue;
    if (name == "integer") return FieldType::integer;
    if (name == "decimal") return FieldType::decimal;
    if (name == "boolean") return FieldType::boolean;
    if (name == "date") return FieldType::date;
    if (name == "dateTime") return FieldType::date_time;
    if (name == "string" || name == "anySimpleType" || at == at->getBaseType()) break;
  }
  return FieldType::text;
}

void read_simple_type(Field& field, xerces::XSSimpleTypeDefinition* type) {
  if (type == nullptr) return;
  field.type = type_of(*type);
  if (const xerces::StringList* values = type->getLexicalEnumeration(); values != nullptr) {
    for (XMLSize_t i = 0; i < values->size(); ++i) field.values.push_back(utf8_of(values->elementAt(i)));
    if (field.type == FieldType::text && !field.values.empty()) field.type = FieldType::code;
  }
}

class ShapeReader {
 public:
  void read_element(Field& field, xerces::XSElementDeclaration& element, std::size_t depth) {
    field.name = utf8_of(element.getName());
    xerces::XSTypeDefinition* type = element.getTypeDefinition();
    if (type->getTypeCategory() == xerces::XSTypeDefinition::SIMPLE_TYPE) {
      read_simple_type(field, static_cast<xerces::XSSimpleTypeDefinition*>(type));
      return;
    }
    auto& complex = *static_cast<xerces::XSComplexTypeDefinition*>(type);
    field.type = FieldType::object;
    if (complex.getContentType() == xerces::XSComplexTypeDefinition::CONTENTTYPE_SIMPLE) {
      read_simple_type(field, complex.getSimpleType());
    }
    if (depth == kShapeDepthMax) {
      field.is_open = true;
      return;
    }
    read_attributes(field, complex);
    if (xerces::XSParticle* particle = complex.getParticle(); particle != nullptr) {
      read_particle(field, *particle, 1, 1, depth);
    }
  }

 private:
  static void read_attributes(Field& field, const xerces::XSComplexTypeDefinition& type) {
    field.is_open = type.getAttributeWildcard() != nullptr;
    const xerces::XSAttributeUseList* uses = const_cast<xerces::XSComplexTypeDefinition&>(type).getAttributeUses();
    for (XMLSize_t i = 0; uses != nullptr && i < uses->size(); ++i) {
      const xerces::XSAttributeUse& use = *uses->elementAt(i);
      Field attribute;
      attribute.name = '@' + utf8_of(use.getAttrDeclaration()->getName());
      attribute.min = use.getRequired() ? 1 : 0;
      read_simple_type(attribute, use.getAttrDeclaration()->getTypeDefinition());
      field.children.push_back(std::move(attribute));
    }
  }

  void read_particle(Field& field, xerces::XSParticle& particle, std::size_t min, std::size_t max, std::size_t depth) {
    min = times(min, particle.getMinOccurs());
    max = times(max, particle.getMaxOccursUnbounded() ? kUnbounded : particle.getMaxOccurs());
    switch (particle.getTermType()) {
      case xerces::XSParticle::TERM_WILDCARD:
        field.is_open = true;
        return;
      case xerces::XSParticle::TERM_ELEMENT:
        add_element(field, *particle.getElementTerm(), min, max, depth);
        return;
      case xerces::XSParticle::TERM_MODELGROUP:
        break;
      default:
        return;
    }
    const xerces::XSModelGroup& group = *particle.getModelGroupTerm();
    const xerces::XSParticleList* particles = group.getParticles();
    const bool is_choice = group.getCompositor() == xerces::XSModelGroup::COMPOSITOR_CHOICE;
    if (group.getCompositor() == xerces::XSModelGroup::COMPOSITOR_ALL || (max > 1 && particles->size() > 1)) {
      field.any_order = true;
    }
    for (XMLSize_t i = 0; i < particles->size(); ++i) {
      read_particle(field, const_cast<xerces::XSParticle&>(*particles->elementAt(i)), is_choice ? 0 : min, max, depth);
    }
  }

  void add_element(Field& field, xerces::XSElementDeclaration& element, std::size_t min, std::size_t max,
                   std::size_t depth) {
    const std::size_t known = field.order_of(utf8_of(element.getName()));
    if (known < field.children.size()) {
      // The same name in two places of the model: no single place in the order is its own.
      Field& child = field.children[known];
      child.max = child.max == kUnbounded || max == kUnbounded ? kUnbounded : child.max + max;
      child.min += min;
      field.any_order = true;
      return;
    }
    Field child;
    child.min = min;
    child.max = max;
    read_element(child, element, depth + 1);
    field.children.push_back(std::move(child));
  }
};

}  // namespace

std::string utf8_of(const char16_t* text) {
  std::string out;
  if (text == nullptr) return out;
  for (; *text != 0; ++text) {
    std::uint32_t unit = *text;
    if (unit >= 0xD800 && unit <= 0xDBFF && text[1] != 0) {
      unit = 0x10000 + ((unit - 0xD800) << 10U) + (static_cast<std::uint32_t>(*++text) - 0xDC00);
    }
    fhir::append_utf8(out, unit);
  }
  return out;
}

bool read_xml_shape(xerces::XSModel& model, std::string_view target_namespace, std::string_view root, Shape& shape) {
  const auto* elements = model.getComponents(xerces::XSConstants::ELEMENT_DECLARATION);
  for (XMLSize_t i = 0; elements != nullptr && i < elements->getLength(); ++i) {
    auto& element = *static_cast<xerces::XSElementDeclaration*>(const_cast<xerces::XSObject*>(elements->item(i)));
    if (utf8_of(element.getName()) != root || utf8_of(element.getNamespace()) != target_namespace) continue;
    ShapeReader().read_element(shape.root, element, 0);
    return shape.root.type == FieldType::object;
  }
  return false;
}

}  // namespace careway::formats
