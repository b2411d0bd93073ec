package dev.hibi.model;

import ai.djl.engine.Engine;
import dev.hibi.DataSummary;
import dev.hibi.model.engine.PyTorch;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a model comes from: enough to train it again.
 *
 * @param started when training began, ISO 8601 in UTC
 * @param configuration every setting of the run by name, the seed among them
 * @param trainingData what it learned from
 * @param testData what it was tested on
 * @param device such as {@code cpu} or {@code gpu:0}
 * @param versions of Hibi, DJL, PyTorch, Java and the operating system by name
 */
public record Provenance(
    String started,
    Map<String, String> configuration,
    DataSummary trainingData,
    DataSummary testData,
    String device,
    Map<String, String> versions) {

  /** Copies the maps, in their order. */
  public Provenance {
    configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
  }

  /** This with the beginning of an earlier part of the same run. */
  public Provenance startedAt(Provenance earlier) {
    return new Provenance(earlier.started, configuration, trainingData, testData, device, versions);
  }

  /** The versions of all that computes, on this machine now. Loads the engine. */
  public static Map<String, String> currentVersions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("hibi", version(Provenance.class));
    versions.put("djl", Engine.getDjlVersion());
    versions.put("pytorch", PyTorch.engine().getVersion());
    versions.put("java", System.getProperty("java.version"));
    versions.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    return versions;
  }

  private static String version(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
