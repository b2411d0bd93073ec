package dev.hibi.training;

import dev.hibi.DataSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What decides whether a run may go on from a checkpoint. */
final class Resumption {
  private Resumption() {}

  /**
   * Checks that a run of these settings and data may go on from what was written before.
   *
   * @throws IOException if anything differs; the message names each difference
   */
  static void requireSameRun(RunSettings before, RunSettings now, Path checkpoints)
      throws IOException {
    Map<String, Object> former = before.byName();
    List<String> differences = new ArrayList<>();
    now.byName()
        .forEach(
            (name, value) -> {
              if (!value.equals(former.get(name))) {
                differences.add(
                    "%s: expected %s, found %s".formatted(name, former.get(name), value));
              }
            });
    compare("training data", before.data().training(), now.data().training(), differences);
    compare("test data", before.data().test(), now.data().test(), differences);
    if (!differences.isEmpty()) {
      throw new IOException(
          "checkpoint of another run: %s (%s)"
              .formatted(String.join("; ", differences), checkpoints));
    }
  }

  private static void compare(
      String name, RunSettings.Images before, RunSettings.Images now, List<String> differences) {
    if (!before.summary().equals(now.summary())) {
      differences.add(
          "%s: expected %s, found %s"
              .formatted(name, brief(before.summary()), brief(now.summary())));
    }
  }

  private static String brief(DataSummary data) {
    return data.samples() + " samples " + data.countPerClass() + " " + data.sha256();
  }
}
