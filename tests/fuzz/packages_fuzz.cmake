careway_fuzz(careway_package_fuzz
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/package_fuzz.cpp ${CMAKE_CURRENT_LIST_DIR}/fhir_fuzz_pack.cpp
  DEPENDS careway_packages)
