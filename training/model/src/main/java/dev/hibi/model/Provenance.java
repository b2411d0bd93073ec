package dev.hibi.model;

import ai.djl.engine.Engine;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.hibi.model.engine.PyTorch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a model comes from: enough to train it again.
 *
 * @param started when training began, ISO 8601 in UTC
 * @param settings of the run, a JSON object as the trainer writes it, on one line; of a model of
 *     format 1 that format's {@code configuration}, {@code trainingData}, {@code testData}, {@code
 *     device} and {@code versions}
 * @param selectedEpoch the epoch whose weights the model has, from 1; 0 if that is not told
 * @param refit how the head was trained anew for a site, if it was
 * @param added what joined a bank of ordinary patches later, in its order
 */
public record Provenance(
    String started,
    String settings,
    int selectedEpoch,
    Optional<HeadRefit> refit,
    List<BankAddition> added) {

  /** Of a model as its run left it. */
  public Provenance(String started, String settings, int selectedEpoch) {
    this(started, settings, selectedEpoch, Optional.empty(), List.of());
  }

  /** Of a model that does not tell its epoch. */
  public Provenance(String started, String settings) {
    this(started, settings, 0);
  }

  /**
   * Brings the settings to one line; names and values, and their order, stay. Copies the list.
   *
   * @throws IllegalArgumentException if they are not a JSON object, or the epoch is below 0
   */
  public Provenance {
    if (selectedEpoch < 0) {
      throw new IllegalArgumentException(
          "bad epoch: expected 1 and more, or 0 for none, found " + selectedEpoch);
    }
    settings = oneLine(settings);
    added = List.copyOf(added);
  }

  /** This, of a model whose head was trained anew. */
  Provenance with(HeadRefit anew) {
    return new Provenance(started, settings, selectedEpoch, Optional.of(anew), added);
  }

  /** This, of a model whose bank became larger. */
  Provenance with(BankAddition addition) {
    List<BankAddition> all = new ArrayList<>(added);
    all.add(addition);
    return new Provenance(started, settings, selectedEpoch, refit, all);
  }

  private static String oneLine(String json) {
    try {
      return JsonParser.parseString(json).getAsJsonObject().toString();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IllegalArgumentException(
          "bad settings: expected a JSON object, found '" + json + "'", e);
    }
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
