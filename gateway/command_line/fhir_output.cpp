#include "gateway/command_line/fhir_output.h"

#include "profiles/fhir/json.h"
#include "profiles/fhir/xml.h"

namespace careway::command_line {
namespace {

fhir::Document bundle_of(const std::vector<fhir::Document>& resources, std::string_view base,
                         const definitions::Definitions& definitions) {
  fhir::Document bundle;
  const auto append = [&](fhir::NodeIndex parent, std::string_view type, std::string_view name) {
    const definitions::EntryIndex entry = definitions.find_entry(definitions.find_type(type), name);
    return bundle.append(parent, definitions.entry_name(entry), entry);
  };
  bundle.set_value(0, fhir::ValueKind::resource, "Bundle");
  bundle.set_value(append(0, "Bundle", "type"), fhir::ValueKind::text, "collection");
  for (const fhir::Document& resource : resources) {
    const fhir::NodeIndex entry = append(0, "Bundle", "entry");
    const fhir::Element root = resource.root();
    if (const std::string_view id = root.child_value("id"); !id.empty()) {
      bundle.set_value(append(entry, "Bundle.entry", "fullUrl"), fhir::ValueKind::text,
                       std::string(base) + "/" + std::string(root.value()) + "/" + std::string(id));
    }
    bundle.copy_content(append(entry, "Bundle.entry", "resource"), root);
  }
  return bundle;
}

}  // namespace

bool write_fhir(const std::vector<fhir::Document>& resources, FhirForm form, std::string_view base,
                const definitions::Definitions& definitions, std::string& out, fhir::Issues& issues) {
  if (form == FhirForm::lines) {
    for (const fhir::Document& resource : resources) {
      fhir::write_json(resource.root(), definitions, out);
      out += '\n';
    }
    return true;
  }
  if (form == FhirForm::xml && resources.size() == 1) {
    return fhir::write_xml(resources.front().root(), definitions, out, issues, true);
  }
  const fhir::Document bundle = bundle_of(resources, base, definitions);
  if (form == FhirForm::xml) return fhir::write_xml(bundle.root(), definitions, out, issues, true);
  fhir::write_json(bundle.root(), definitions, out, fhir::JsonStyle::pretty);
  out += '\n';
  return true;
}

}  // namespace careway::command_line
