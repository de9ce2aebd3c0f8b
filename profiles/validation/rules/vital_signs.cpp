#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "profiles/validation/rules/rules.h"
#include "profiles/validation/rules/support.h"

// R4, "Vital Signs Profiles" (Observation): an Observation of one of these must conform to HL7's profile for it,
// whatever it says in meta.profile. The LOINC and SNOMED CT codes are those that HL7's validator takes for the same
// measurements.
namespace careway::validation {
namespace {

using fhir::Element;

constexpr std::string_view kLoinc = "http://loinc.org";
constexpr std::string_view kSnomed = "http://snomed.info/sct";
using Codes = std::span<const std::string_view>;

constexpr auto kPanelLoinc = std::to_array<std::string_view>({"85353-1"});
constexpr auto kPanelSnomed = std::to_array<std::string_view>({"46680005"});
constexpr auto kRespirationLoinc = std::to_array<std::string_view>(
    {"9279-1", "76170-0", "76172-6", "76171-8", "19840-8", "33438-3", "76270-8", "11291-2"});
constexpr auto kHeartLoinc = std::to_array<std::string_view>(
    {"60978-4", "73795-7", "73799-9", "76476-1", "76477-9", "8867-4", "8889-8", "8890-6", "8891-4", "8892-2", "8893-0",
     "40443-4", "55425-3", "68999-2", "11328-2", "69000-8", "8886-4"});
constexpr auto kHeartSnomed =
    std::to_array<std::string_view>({"249043002", "444981005", "399017001", "251670001", "429525003", "429614003"});
constexpr auto kOxygenLoinc =
    std::to_array<std::string_view>({"2708-6", "19224-5", "20564-1", "2709-4", "2710-2", "2713-6", "51733-4", "59408-5",
                                     "59417-6", "89276-0", "97549-0"});
constexpr auto kOxygenSnomed = std::to_array<std::string_view>(
    {"103228002", "442349007", "442476006", "442440005", "431314004", "442734002", "713194001"});
constexpr auto kTemperatureLoinc = std::to_array<std::string_view>(
    {"8310-5",  "60834-9", "60835-6", "60836-4", "60838-0", "60955-2", "61009-7", "75539-7",
     "75987-8", "76010-8", "76011-6", "76278-1", "8309-7",  "8328-7",  "8329-5",  "8330-3",
     "8331-1",  "8332-9",  "8333-7",  "8334-5",  "91371-5", "98657-0", "98663-8"});
constexpr auto kTemperatureSnomed = std::to_array<std::string_view>(
    {"386725007", "276885007", "300076005", "1222808002", "364246006", "307047009", "708499008", "431598003",
     "698831002", "698832009", "415882003", "415974002", "415929009", "415945006"});
constexpr auto kHeightLoinc = std::to_array<std::string_view>({"8302-2", "3137-7", "3138-5", "8306-3", "8308-9"});
constexpr auto kHeightSnomed = std::to_array<std::string_view>(
    {"1153637007", "1162419008", "50373000", "1162418000", "1230278008", "1162392001", "1162417005"});
constexpr auto kHeadLoinc = std::to_array<std::string_view>({"9843-4", "8287-5"});
constexpr auto kHeadSnomed = std::to_array<std::string_view>({"363812007", "169876006", "1269262007", "363811000"});
constexpr auto kWeightLoinc =
    std::to_array<std::string_view>({"29463-7", "3141-9", "3142-7", "75292-3", "79348-9", "8350-1", "8351-9"});
constexpr auto kWeightSnomed =
    std::to_array<std::string_view>({"735395000", "425024002", "424927000", "784399000", "1162416001", "1162415002"});
constexpr auto kMassIndexLoinc = std::to_array<std::string_view>({"39156-5", "59574-4", "89270-3"});
constexpr auto kMassIndexSnomed = std::to_array<std::string_view>({"60621009"});
constexpr auto kPressureLoinc =
    std::to_array<std::string_view>({"85354-9", "35094-2", "8459-0", "76534-7", "55284-4", "8480-6"});
constexpr auto kPressureSnomed = std::to_array<std::string_view>(
    {"86290005", "271625008", "271306003", "251076008", "163033001", "163035008", "386534000", "386536003", "271649006",
     "271650006", "407556006", "407554009", "716579001", "399304008"});

struct VitalSign {
  std::string_view profile;
  Codes loinc;
  Codes snomed;
};

constexpr auto kVitalSigns = std::to_array<VitalSign>({
    {"http://hl7.org/fhir/StructureDefinition/vitalspanel", kPanelLoinc, kPanelSnomed},
    {"http://hl7.org/fhir/StructureDefinition/resprate", kRespirationLoinc, {}},
    {"http://hl7.org/fhir/StructureDefinition/heartrate", kHeartLoinc, kHeartSnomed},
    {"http://hl7.org/fhir/StructureDefinition/oxygensat", kOxygenLoinc, kOxygenSnomed},
    {"http://hl7.org/fhir/StructureDefinition/bodytemp", kTemperatureLoinc, kTemperatureSnomed},
    {"http://hl7.org/fhir/StructureDefinition/bodyheight", kHeightLoinc, kHeightSnomed},
    {"http://hl7.org/fhir/StructureDefinition/headcircum", kHeadLoinc, kHeadSnomed},
    {"http://hl7.org/fhir/StructureDefinition/bodyweight", kWeightLoinc, kWeightSnomed},
    {"http://hl7.org/fhir/StructureDefinition/bmi", kMassIndexLoinc, kMassIndexSnomed},
    {"http://hl7.org/fhir/StructureDefinition/bp", kPressureLoinc, kPressureSnomed},
});

bool has_code(Element concept_, std::string_view system, Codes codes) {
  return std::ranges::any_of(concept_, [&](Element coding) {
    return coding.name() == "coding" && coding.child_value("system") == system &&
           std::ranges::find(codes, coding.child_value("code")) != codes.end();
  });
}

const VitalSign* vital_sign_of(Element concept_) {
  for (const std::string_view system : {kLoinc, kSnomed}) {
    for (const VitalSign& sign : kVitalSigns) {
      if (has_code(concept_, system, system == kLoinc ? sign.loinc : sign.snomed)) return &sign;
    }
  }
  return nullptr;
}

}  // namespace

void check_vital_signs(Element observation, Run& run) {
  const Element code = observation.child("code");
  const VitalSign* sign = code ? vital_sign_of(code) : nullptr;
  if (sign == nullptr || !run.apply_profile(observation, sign->profile)) return;
  run.report(fhir::Severity::information, "profile-implied", observation,
             "By its code this is a vital sign, so FHIR requires the profile " + std::string(sign->profile) + ".");
}

}  // namespace careway::validation
