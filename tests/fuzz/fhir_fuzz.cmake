careway_fuzz(careway_fhir_json_fuzz
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/fhir_json_fuzz.cpp ${CMAKE_CURRENT_LIST_DIR}/fhir_fuzz_pack.cpp
  DEPENDS careway_fhir)
careway_fuzz(careway_fhir_xml_fuzz
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/fhir_xml_fuzz.cpp ${CMAKE_CURRENT_LIST_DIR}/fhir_fuzz_pack.cpp
  DEPENDS careway_fhir)
