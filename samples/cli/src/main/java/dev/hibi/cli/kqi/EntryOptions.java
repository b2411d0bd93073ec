package dev.hibi.cli.kqi;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The data of a data set: by type, or flat. */
final class EntryOptions {
  @Option(names = "--training", paramLabel = "ID", split = ",", description = "Data to train on.")
  private @Nullable List<Long> training;

  @Option(names = "--testing", paramLabel = "ID", split = ",", description = "Data to test on.")
  private @Nullable List<Long> testing;

  @Option(
      names = "--validation",
      paramLabel = "ID",
      split = ",",
      description = "Data to validate on.")
  private @Nullable List<Long> validation;

  @Option(names = "--flat", paramLabel = "ID", split = ",", description = "Data without types.")
  private @Nullable List<Long> flat;

  /** What was said, made in one of two ways. */
  <T> T choose(
      Platform platform,
      Function<Map<String, List<Long>>, T> ofTypes,
      Function<List<Long>, T> ofFlat) {
    Map<String, List<Long>> typed = new TreeMap<>();
    put(typed, "training", training);
    put(typed, "testing", testing);
    put(typed, "validation", validation);
    if (typed.isEmpty() == (flat == null)) {
      throw platform.wrong(
          "unclear data set: expected types or --flat, found "
              + (flat == null ? "neither" : "both"));
    }
    return flat == null ? ofTypes.apply(typed) : ofFlat.apply(flat);
  }

  private static void put(
      Map<String, List<Long>> typed, String type, @Nullable List<Long> dataIds) {
    if (dataIds != null) {
      typed.put(type, dataIds);
    }
  }
}
