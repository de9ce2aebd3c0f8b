#pragma once

#include <string>
#include <vector>

namespace careway::command_line {

/// What a budget is worked out from on the command line, and what is asked.
struct BudgetQuestionOptions {
  std::vector<std::string> inputs;  ///< "FACE:FILE", fhir as a face
  std::string person;               ///< "Patient/id", or the value of an identifier; empty: the only one
  std::string plan;                 ///< likewise a CarePlan; empty: all plans of the person
  std::string period_start;         ///< ISO dates
  std::string period_end;
  std::string prices_as_of;  ///< empty: the first day of the period
  std::string year_factor = "52";
  std::string rounding = "half-up";
  std::string issuer = "LOCAL";  ///< code of a local authority or an ODS organisation
  std::string reference = "1";
  std::string prefer;  ///< historic, average; empty: historic
  std::string prepared_by = "careway";
};

/// Where stored budgets are: a record on this machine, or a server.
struct BudgetPlaceOptions {
  std::string data_folder;
  std::string tenant;
  std::string deployment_key_file;  ///< empty: in the data folder
  std::string server;               ///< "http://localhost:8080"
  std::string key;
};

}  // namespace careway::command_line
