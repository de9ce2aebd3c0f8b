import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import ca.uhn.fhir.validation.ValidationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;

/**
 * Runs files through HL7's instance validator (in the form that HAPI FHIR publishes) and prints, tab separated, one line a
 * file: name, microseconds of the first and of the median warm run, verdict, number of errors, their places. The last line says
 * the milliseconds until the first verdict and the memory in use. No terminology server, like Careway.
 *
 * Arguments: rounds, folder of a package ("-" for none), profile ("-" for none), files...
 */
public final class Hl7Validator {
  private Hl7Validator() {}

  public static void main(String[] arguments) throws IOException {
    long start = System.nanoTime();
    int rounds = Integer.parseInt(arguments[0]);
    FhirContext context = FhirContext.forR4();
    FhirValidator validator = validator(context, arguments[1]);
    ValidationOptions options = new ValidationOptions();
    if (!arguments[2].equals("-")) {
      options.addProfile(arguments[2]);
    }
    long firstVerdict = 0;
    for (int at = 3; at < arguments.length; at++) {
      Path file = Path.of(arguments[at]);
      String content = Files.readString(file);
      long before = System.nanoTime();
      ValidationResult result = validator.validateWithResult(content, options);
      long cold = System.nanoTime() - before;
      if (firstVerdict == 0) {
        firstVerdict = System.nanoTime() - start;
      }
      List<Long> times = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        before = System.nanoTime();
        validator.validateWithResult(content, options);
        times.add(System.nanoTime() - before);
      }
      // The machine settles while it runs: only the second half counts.
      List<Long> settled = new ArrayList<>(times.subList(times.size() / 2, times.size()));
      settled.sort(null);
      long warm = settled.isEmpty() ? cold : settled.get(settled.size() / 2);
      print(file, cold, warm, result);
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "#\tfirst-verdict-ms\t%d\theap-mib\t%d%n",
        firstVerdict / 1_000_000,
        (runtime.totalMemory() - runtime.freeMemory()) >> 20);
  }

  private static FhirValidator validator(FhirContext context, String folder) throws IOException {
    PrePopulatedValidationSupport loaded = new PrePopulatedValidationSupport(context);
    if (!folder.equals("-")) {
      try (var paths = Files.walk(Path.of(folder))) {
        for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile).sorted()::iterator) {
          if (path.toString().contains("examples")) {
            continue;
          }
          String name = path.toString();
          IBaseResource resource = null;
          if (name.endsWith(".xml")) {
            resource = context.newXmlParser().parseResource(Files.readString(path));
          } else if (name.endsWith(".json")) {
            resource = context.newJsonParser().parseResource(Files.readString(path));
          }
          if (resource != null) {
            loaded.addResource(resource);
          }
        }
      }
    }
    ValidationSupportChain chain =
        new ValidationSupportChain(
            new DefaultProfileValidationSupport(context),
            loaded,
            new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context),
            new SnapshotGeneratingValidationSupport(context));
    FhirValidator validator = context.newValidator();
    FhirInstanceValidator module = new FhirInstanceValidator(chain);
    module.setAnyExtensionsAllowed(true);
    module.setErrorForUnknownProfiles(false);
    module.setNoTerminologyChecks(false);
    validator.registerValidatorModule(module);
    return validator;
  }

  private static void print(Path file, long cold, long warm, ValidationResult result) {
    TreeSet<String> places = new TreeSet<>();
    int errors = 0;
    for (SingleValidationMessage message : result.getMessages()) {
      if (message.getSeverity() == ResultSeverityEnum.ERROR
          || message.getSeverity() == ResultSeverityEnum.FATAL) {
        errors++;
        places.add(String.valueOf(message.getLocationString()));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s\t%.1f\t%.1f\t%s\t%d\t%s%n",
        file.getFileName(),
        cold / 1000.0,
        warm / 1000.0,
        errors == 0 ? "valid" : "invalid",
        errors,
        String.join(" ", places));
  }
}
