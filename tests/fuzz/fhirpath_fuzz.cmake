careway_fuzz(careway_fhirpath_fuzz
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/fhirpath_fuzz.cpp ${CMAKE_CURRENT_LIST_DIR}/fhir_fuzz_pack.cpp
  DEPENDS careway_fhirpath)
