careway_fuzz(careway_validation_fuzz
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/validation_fuzz.cpp ${CMAKE_CURRENT_LIST_DIR}/fhir_fuzz_pack.cpp
  DEPENDS careway_validation)
