#include "profiles/validation/rules/rules.h"

namespace careway::validation {

const std::vector<ResourceRule>& resource_rules() {
  static const std::vector<ResourceRule> table = {
      {"Bundle", check_bundle},
      {"CodeSystem", check_code_system},
      {"DomainResource", check_narrative},
      {"Measure", check_measure},
      {"MeasureReport", check_measure_report},
      {"Observation", check_vital_signs},
      {"OperationDefinition", check_operation_definition},
      {"Questionnaire", check_questionnaire},
      {"QuestionnaireResponse", check_questionnaire_response},
      {"SearchParameter", check_search_parameter},
      {"StructureDefinition", check_structure_definition},
      {"ValueSet", check_value_set},
  };
  return table;
}

}  // namespace careway::validation
