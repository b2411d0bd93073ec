package dev.hibi.training;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a run leaves for people and scripts: {@code run.json}, written when the run begins (with
 * {@code "status": "running"}) and again when it ends ({@code "finished"}, {@code "interrupted"},
 * {@code "cancelled"} or {@code "failed"}), and {@code metrics.jsonl}, a line of {@link
 * EpochMetrics} an epoch, in mode {@code staged} with the name of its {@code stage}.
 */
final class RunRecord {
  static final String FILE = "run.json";

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final Gson LINE = new Gson();

  private final Path output;
  private final Checkpoint.State begin;

  RunRecord(Path output, Checkpoint.State begin) {
    this.output = output;
    this.begin = begin;
  }

  /**
   * The settings of a run that has been in a folder; empty if there was none.
   *
   * @throws IOException if the file cannot be read or is none
   */
  static Optional<RunSettings> settings(Path output) throws IOException {
    Path file = output.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      return Optional.of(RunSettings.fromJson(json.getAsJsonObject("settings").toString()));
    } catch (RuntimeException e) { // of many kinds
      throw new IOException(
          "bad record: expected that of a run, found '%s' (%s)".formatted(e.getMessage(), file), e);
    }
  }

  void writeStart() throws IOException {
    write(FILE, PRETTY.toJson(common("running")) + "\n");
  }

  void writeEnd(TrainingResult result) throws IOException {
    JsonObject json = common("finished");
    json.addProperty("epochs", result.history().size());
    json.addProperty("selectedEpoch", result.selectedEpoch());
    json.addProperty("testAccuracy", result.evaluation().accuracy());
    json.addProperty("testErrors", result.evaluation().errors());
    json.add("testConfusion", PRETTY.toJsonTree(result.evaluation().confusion()));
    json.addProperty("featureSeconds", result.featureSeconds());
    json.addProperty("featureWaitSeconds", result.featureWaitSeconds());
    json.addProperty("trainSeconds", result.trainSeconds());
    json.addProperty("imagesPerSecond", mean(result, EpochMetrics::imagesPerSecond));
    json.addProperty("dataWaitShare", mean(result, EpochMetrics::dataWaitShare));
    json.addProperty("peakMemoryBytes", PeakMemory.bytes());
    json.add("test", EvaluationJson.tree(result.evaluation()));
    write(FILE, PRETTY.toJson(json) + "\n");
  }

  /** Over the time of training. */
  private static double mean(TrainingResult result, ToDoubleFunction<EpochMetrics> measure) {
    double seconds = result.history().stream().mapToDouble(EpochMetrics::trainSeconds).sum();
    return result.history().stream()
        .mapToDouble(epoch -> epoch.trainSeconds() / seconds * measure.applyAsDouble(epoch))
        .sum();
  }

  /** Says why the run ended; a disk that cannot take even this does not hide the reason. */
  void writeFailure(Throwable failure) {
    try {
      JsonObject json = common("failed");
      String message = String.valueOf(failure.getMessage());
      json.addProperty(
          "failure",
          failure instanceof Error ? failure.getClass().getSimpleName() + ": " + message : message);
      write(FILE, PRETTY.toJson(json) + "\n");
    } catch (IOException | RuntimeException | Error e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Says that the run was stopped, and where it goes on.
   *
   * @param status {@code interrupted} or {@code cancelled}
   */
  void writeStopped(String status, EpochPosition position) throws IOException {
    JsonObject json = common(status);
    json.addProperty("epochs", position.epochs());
    json.addProperty("step", position.step());
    write(FILE, PRETTY.toJson(json) + "\n");
  }

  void writeMetrics(List<EpochMetrics> history) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (EpochMetrics epoch : history) {
      JsonObject line = LINE.toJsonTree(epoch).getAsJsonObject();
      begin
          .settings()
          .network()
          .stage(epoch.epoch())
          .ifPresent(stage -> line.addProperty("stage", stage.name()));
      lines.append(LINE.toJson(line)).append('\n');
    }
    write("metrics.jsonl", lines.toString());
  }

  private JsonObject common(String status) {
    JsonObject json = new JsonObject();
    json.addProperty("started", begin.started());
    json.add("settings", SettingsJson.write(begin.settings()));
    json.addProperty("status", status);
    return json;
  }

  private void write(String name, String text) throws IOException {
    WholeFiles.writeFile(output.resolve(name), WholeFiles.text(text));
  }
}
