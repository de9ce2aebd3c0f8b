#include "tests/bench/cld_rows.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <string_view>

namespace careway::bench {
namespace {

constexpr std::array<std::string_view, 50> kColumns = {"LA Code",
                                                       "Reporting Period Start Date",
                                                       "Reporting Period End Date",
                                                       "NHS Number",
                                                       "LA Person Unique Identifier",
                                                       "First Name",
                                                       "Last Name",
                                                       "GP Practice Name",
                                                       "GP Practice Code",
                                                       "Gender",
                                                       "Ethnicity",
                                                       "Date of Birth",
                                                       "Date of Death",
                                                       "Client Type",
                                                       "Primary Support Reason",
                                                       "Postcode",
                                                       "Accommodation Status",
                                                       "Employment Status",
                                                       "Has Unpaid Carer",
                                                       "Autism Spectrum Disorder (ASD)",
                                                       "Visual Impairment",
                                                       "Hearing Impairment",
                                                       "Dementia",
                                                       "Client Funding Status",
                                                       "Event Type",
                                                       "Event Reference",
                                                       "Event Start Date",
                                                       "Event End Date",
                                                       "Event Description",
                                                       "Event Outcome",
                                                       "Request: Route of Access",
                                                       "Assessment Type",
                                                       "Eligible Needs Identified",
                                                       "Method of Assessment",
                                                       "Total Hrs Caring per week",
                                                       "No. of adults being cared for",
                                                       "Adult 1 Linked Person_ID",
                                                       "Adult 2 Linked Person_ID",
                                                       "Adult 3 Linked Person_ID",
                                                       "Service Type",
                                                       "Service Component",
                                                       "Delivery Mechanism",
                                                       "Provider CQC Location Name",
                                                       "Provider CQC Location ID",
                                                       "Review Reason",
                                                       "Review Outcomes Achieved",
                                                       "Method of Review",
                                                       "Unit Cost",
                                                       "Cost Frequency (Unit Type)",
                                                       "Planned units per week"};

using Cells = std::map<std::string_view, std::string>;

std::string nhs_number(std::size_t person) {
  for (std::size_t candidate = person;; ++candidate) {
    const std::string digits = fmt::format("999{:06}", candidate % 1'000'000);
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * (10 - static_cast<int>(i));
    const int check = (11 - sum % 11) % 11;
    if (check != 10) return digits + static_cast<char>('0' + check);
  }
}

void add_person(std::size_t person, Cells& cells) {
  constexpr std::array<std::string_view, 4> kFirst = {"Ada", "Bola", "Chlo\xC3\xA9", "Dev"};
  constexpr std::array<std::string_view, 4> kLast = {"Example", "O'Sample", "Specimen-Jones", "Testperson"};
  cells["LA Code"] = "E09000033";
  cells["Reporting Period Start Date"] = "01/04/2024";
  cells["Reporting Period End Date"] = "31/03/2025";
  cells["NHS Number"] = nhs_number(person);
  cells["LA Person Unique Identifier"] = fmt::format("P{:07}", person);
  cells["First Name"] = kFirst[person % 4];
  cells["Last Name"] = kLast[person / 4 % 4];
  cells["GP Practice Name"] = "Sample Surgery";
  cells["GP Practice Code"] = fmt::format("Y{:05}", person % 10'000);
  cells["Gender"] = person % 2 == 0 ? "Female" : "Male";
  cells["Ethnicity"] = "White: Irish";
  cells["Date of Birth"] = fmt::format("{:02}/{:02}/{}", person % 28 + 1, person % 12 + 1, 1930 + person % 60);
  cells["Client Type"] = "Service user";
  cells["Primary Support Reason"] = "Physical support: Personal care support";
  cells["Postcode"] = fmt::format("ZZ{} {}CZ", person % 90 + 10, person % 9 + 1);
  cells["Accommodation Status"] = "Tenant: Private landlord";
  cells["Employment Status"] = "Not in paid employment: Not actively seeking work or retired";
  cells["Has Unpaid Carer"] = "No";
  cells["Autism Spectrum Disorder (ASD)"] = "No";
  cells["Visual Impairment"] = "No visual impairment";
  cells["Hearing Impairment"] = "Hard of hearing";
  cells["Dementia"] = person % 5 == 0 ? "Yes" : "No";
  cells["Client Funding Status"] = "Joint client and social care funded";
}

void add_event(std::size_t row, Cells& cells) {
  cells["Event Reference"] = fmt::format("EV{}", row);
  cells["Event Start Date"] = fmt::format("{:02}/{:02}/2024", row % 28 + 1, row % 9 + 4);
  if (row % 10 != 3) cells["Event End Date"] = fmt::format("{:02}/{:02}/2025", row % 28 + 1, row % 3 + 1);
  cells["Event Outcome"] = "NFA: Support ended as planned";
  switch (row % 10) {
    case 0:
      cells["Event Type"] = "Request";
      cells["Request: Route of Access"] = "Planned Entry (Transition)";
      return;
    case 1:
      cells["Event Type"] = "Assessment";
      cells["Assessment Type"] = "Long term assessment";
      cells["Eligible Needs Identified"] = "Yes";
      return;
    case 2:
      cells["Event Type"] = "Review";
      cells["Review Reason"] = "Planned review of long term support";
      return;
    default:
      break;
  }
  cells["Event Type"] = "Service";
  cells["Event Description"] = "Morning and evening calls";
  cells["Service Type"] = "Long term support: Community";
  cells["Service Component"] = "Home support or domiciliary care";
  cells["Delivery Mechanism"] = "CASSR commissioned support";
  cells["Provider CQC Location Name"] = "Example Home Care";
  cells["Provider CQC Location ID"] = fmt::format("1-9990{:05}", row % 300);
  cells["Unit Cost"] = fmt::format("{}.{:02}", 14 + row % 9, row % 100);
  cells["Cost Frequency (Unit Type)"] = "Hourly";
  cells["Planned units per week"] = fmt::format("{}.5", row % 30 + 1);
}

}  // namespace

std::string cld_file(std::size_t rows) {
  std::string file;
  file.reserve(rows * 640);
  for (const std::string_view column : kColumns) {
    if (!file.empty()) file += ',';
    file += column;
  }
  file += "\r\n";
  Cells cells;
  for (std::size_t row = 0; row < rows; ++row) {
    cells.clear();
    add_person(row / 10, cells);
    add_event(row, cells);
    bool first = true;
    for (const std::string_view column : kColumns) {
      if (!first) file += ',';
      first = false;
      file += cells[column];
    }
    file += "\r\n";
  }
  return file;
}

}  // namespace careway::bench
