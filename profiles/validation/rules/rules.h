#pragma once

#include "profiles/fhir/document.h"
#include "profiles/validation/run.h"

/// One function for each rule of the table in rules.cpp, each in the file of its name.
namespace careway::validation {

void check_bundle(fhir::Element resource, Run& run);
void check_code_system(fhir::Element resource, Run& run);
void check_measure(fhir::Element resource, Run& run);
void check_measure_report(fhir::Element resource, Run& run);
void check_narrative(fhir::Element resource, Run& run);
void check_operation_definition(fhir::Element resource, Run& run);
void check_questionnaire(fhir::Element resource, Run& run);
void check_questionnaire_response(fhir::Element resource, Run& run);
void check_search_parameter(fhir::Element resource, Run& run);
void check_structure_definition(fhir::Element resource, Run& run);
void check_value_set(fhir::Element resource, Run& run);
void check_vital_signs(fhir::Element resource, Run& run);

}  // namespace careway::validation
