careway_fuzz(careway_map_fuzz
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/map_fuzz.cpp ${CMAKE_CURRENT_LIST_DIR}/fhir_fuzz_pack.cpp
  DEPENDS careway_language careway_fhir)
