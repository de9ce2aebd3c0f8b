# Lays the resources out as a FHIR package wants them (package/Type-id.json, examples in package/example) and packs them. The
# same resources give the same tar on every machine.
set(types
  profiles StructureDefinition extensions StructureDefinition code-systems CodeSystem value-sets ValueSet
  naming-systems NamingSystem search-parameters SearchParameter)
file(REMOVE_RECURSE ${STAGE}/package)
file(MAKE_DIRECTORY ${STAGE}/package/example)
file(COPY ${SOURCE}/package.json ${SOURCE}/parents.json DESTINATION ${STAGE}/package)
while(types)
  list(POP_FRONT types folder type)
  file(GLOB files ${SOURCE}/${folder}/*.json)
  foreach(file ${files})
    get_filename_component(name ${file} NAME)
    file(COPY_FILE ${file} ${STAGE}/package/${type}-${name})
  endforeach()
endwhile()
file(GLOB examples ${SOURCE}/examples/valid/*.json)
file(COPY ${examples} DESTINATION ${STAGE}/package/example)
# By name and in order, because a folder is listed in any order.
file(GLOB_RECURSE packed RELATIVE ${STAGE} ${STAGE}/package/*.json)
list(SORT packed)
list(JOIN packed "\n" list)
file(WRITE ${STAGE}/files.txt "${list}\n")
execute_process(
  COMMAND ${CMAKE_COMMAND} -E tar czf ${ARCHIVE} --format=gnutar "--mtime=2026-01-01 00:00:00 UTC" --files-from=files.txt
  WORKING_DIRECTORY ${STAGE} COMMAND_ERROR_IS_FATAL ANY)
