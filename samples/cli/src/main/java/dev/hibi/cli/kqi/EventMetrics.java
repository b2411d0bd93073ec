package dev.hibi.cli.kqi;

import dev.hibi.WholeFiles;
import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.job.TrainingJob;
import dev.hibi.client.job.TrialMetrics;
import dev.hibi.client.transfer.Downloads;
import dev.hibi.tensorboard.RunEvent;
import dev.hibi.tensorboard.RunScalars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a job has logged for TensorBoard, by fetching its event files. */
final class EventMetrics implements TrialMetrics {
  private final KamonohashiClient client;
  private final String path;

  EventMetrics(KamonohashiClient client, String path) {
    this.client = client;
    this.path = path;
  }

  @Override
  public List<TrialMetrics.Point> read(TrainingJob job) {
    try {
      Path folder = Files.createTempDirectory("hibi-events");
      try {
        fetch(job, folder);
        return points(folder);
      } finally {
        WholeFiles.deleteTree(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetch(TrainingJob job, Path folder) throws IOException {
    String prefix = path.replaceAll("^/+", "");
    Downloads downloads = Downloads.builder(client).build();
    for (var file : job.outputs().toList()) {
      String name = file.path().substring(file.path().lastIndexOf('/') + 1);
      if (file.path().equals(prefix + name) && name.contains("tfevents")) {
        downloads.outputFile(job.id(), "/" + file.path(), folder.resolve(name));
      }
    }
  }

  /** The values that are in force, by steps. */
  private static List<TrialMetrics.Point> points(Path folder) throws IOException {
    Map<Long, Map<String, Double>> steps = new TreeMap<>();
    for (List<RunEvent.Scalar> curve : RunScalars.read(folder).values()) {
      for (RunEvent.Scalar point : curve) {
        steps
            .computeIfAbsent(point.step(), step -> new TreeMap<>())
            .put(point.tag(), (double) point.value());
      }
    }
    List<TrialMetrics.Point> points = new ArrayList<>();
    steps.forEach((step, values) -> points.add(new TrialMetrics.Point(step, values)));
    return points;
  }
}
