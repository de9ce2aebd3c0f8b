#pragma once

#include <string>
#include <string_view>

namespace careway::budget_people {

// A person whose care a council and an ICB pay together, as FHIR JSON. Nobody is real. Every resource has the id that
// it is named by; the addresses are those of names.yaml.

/// The URL of "CodeSystem/…", "StructureDefinition/…" or "Id/…".
std::string url(std::string_view path);
std::string coding(std::string_view system, std::string_view code);
/// `{"url":…,"valueX":…}`; `value` is JSON.
std::string extension(std::string_view name, std::string_view value_name, std::string_view value);

std::string patient(std::string_view id, std::string_view nhs_number);
std::string plan(std::string_view id, std::string_view patient_id, std::string_view start, std::string_view end);

/// A share of a line: `kind` is percent, fraction, amount or rest, with its JSON value.
std::string share(std::string_view stream, std::string_view kind, std::string_view value, std::string_view more = {});
struct Line {
  std::string id = {};
  std::string patient_id = {};
  std::string plan_id = {};  ///< empty: of no plan
  std::string service = {};  ///< of cld-service-component
  std::string price = {};    ///< "100.00"; empty: the rate says it
  std::string currency = "GBP";
  std::string frequency = "weekly";
  std::string units = {};   ///< a week; empty: none
  std::string shares = {};  ///< joined by commas
  std::string start = "2026-04-06";
  std::string end = "2027-04-04";
};
std::string line(const Line& line);

/// A stream of money. `charge`: what the person was assessed to pay a week; empty: nothing.
std::string stream(std::string_view id, std::string_view patient_id, std::string_view code, std::string_view system,
                   std::string_view funder, std::string_view charge = {}, std::string_view start = "2026-04-06",
                   std::string_view end = "2027-04-04");
/// One row of the rate table 2026-27 of council E09000033: home support by the hour.
std::string rate(std::string_view id, std::string_view price, std::string_view basis = "agreed", int people = 0);

/// Who asks what, for all the year from 6 April 2026 (364 days, 52 weeks).
struct Ask {
  std::string reference = "B-1";
  std::string preparer = "Pat Preparer";
  int expected_version = 0;
  std::string reason = {};
  std::string more = {};  ///< further parameters, each with a comma in front
};
std::string ask(const Ask& ask);
std::string parameter(std::string_view name, std::string_view value_name, std::string_view value);

}  // namespace careway::budget_people
