package dev.hibi.cli.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.WholeFiles;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.Safetensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of mode normal, calibrated: {@code hibi calibrate --add-normal} and thresholds. */
final class AddedImagesTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 40);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 40);
    // What the model takes for cracked, and is told that it is not.
    rename(shared.resolve("test.zip"), shared.resolve("alarms.zip"), "P_0000[1-8]", "IMG_");
    WholeFiles.writeFile(
        shared.resolve("weights.safetensors"),
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    Answer.of(
            "train",
            "--mode=normal",
            "--train=" + shared.resolve("train.zip"),
            "--test=" + shared.resolve("test.zip"),
            "--weights=" + shared.resolve("weights.safetensors"),
            "--backbone=resnet10-w16",
            "--image-size=64",
            "--false-alarms=0.5",
            "--device=cpu",
            "--output=" + shared.resolve("run"))
        .expectSuccess();
  }

  private static void rename(Path from, Path to, String which, String name) throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().matches(".*" + which + ".*")) {
          out.putNextEntry(new ZipEntry("wall/" + name + entry.getName().replaceAll(".*_", "")));
          zip.getInputStream(entry).transferTo(out);
        }
      }
    }
  }

  private static Path model() {
    return shared.resolve("run/model");
  }

  private Answer calibrate(Path model, String... more) {
    List<String> words = new ArrayList<>(List.of("calibrate", "--model=" + model));
    words.add("--output=" + directory.resolve("calibrated"));
    words.add("--device=cpu");
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }

  private static long alarms(Path model, String archive) {
    Answer predicted = Answer.of("predict", "--model=" + model, shared.resolve(archive).toString());
    return predicted.expectSuccess().outLines().stream()
        .filter(line -> line.startsWith("P "))
        .count();
  }

  private static JsonObject json(Path model) throws IOException {
    return JsonParser.parseString(Files.readString(model.resolve("model.json"))).getAsJsonObject();
  }

  @Test
  void falseAlarmsThatJoinTheBankAreNoAlarmsAfterwards() throws IOException {
    long before = alarms(model(), "alarms.zip");
    long others = alarms(model(), "test.zip");
    assertThat(before).isPositive();

    Answer answer = calibrate(model(), "--add-normal=" + shared.resolve("alarms.zip"));

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.err()).isEmpty();
    Path grown = directory.resolve("calibrated");
    assertThat(alarms(grown, "alarms.zip")).isZero();
    assertThat(alarms(grown, "test.zip")).isLessThanOrEqualTo(others);
    JsonObject added =
        json(grown).getAsJsonObject("provenance").getAsJsonArray("added").get(0).getAsJsonObject();
    int was = json(model()).getAsJsonObject("patches").get("rows").getAsInt();
    int is = json(grown).getAsJsonObject("patches").get("rows").getAsInt();
    assertThat(is - was).isEqualTo(added.get("rows").getAsInt()).isBetween(1, was);
    assertThat(added.get("images").getAsInt()).isEqualTo(8);
    assertThat(added.get("sha256").getAsString()).matches("[0-9a-f]{64}");
    assertThat(answer.outLines())
        .containsExactly(
            "added     8 images {N=8, P=0}, not by labels: all are taken as such",
            "bank      %d rows: %d of these images' patches joined the %d that there were"
                .formatted(is, is - was, was),
            "alarms    %d of 8 images before, 0 now".formatted(before),
            "verdict   the threshold stays: other images get no farther from the bank, so that false"
                + " alarms become no more",
            "          cracks may be missed that look like what joined: cracked images would tell"
                + " (evaluate, or calibrate --recall)",
            "model     " + grown);
    for (String field : List.of("positive", "labels", "image", "backbone")) {
      assertThat(json(grown).get(field)).isEqualTo(json(model()).get(field));
    }
  }

  @Test
  void nothingNewIsTold() {
    Answer first =
        calibrate(model(), "--add-normal=" + shared.resolve("alarms.zip")).expectSuccess();
    Answer again =
        Answer.of(
            "calibrate",
            "--model=" + directory.resolve("calibrated"),
            "--add-normal=" + shared.resolve("alarms.zip"),
            "--output=" + directory.resolve("again"));

    assertThat(first.code()).isZero();
    assertThat(again.err())
        .matches(
            "hibi: nothing new: expected a patch farther than \\d+\\.\\d{3} from the bank, found none"
                + " \\(8 images\\)\\R");
    assertThat(directory.resolve("again")).doesNotExist();
  }

  @Test
  void aThresholdWithAPromiseIsFoundAsForAnyModel() throws IOException {
    String data = "--data=" + shared.resolve("test.zip");
    Answer answer = calibrate(model(), data, "--recall=0.9").expectSuccess();

    assertThat(answer.out()).contains("promise   at least 90 % of all cracked images like these");
    Path calibrated = directory.resolve("calibrated");
    double threshold =
        json(calibrated).getAsJsonObject("operatingPoint").get("threshold").getAsDouble();
    Answer evaluated = Answer.of("evaluate", "--model=" + calibrated, data).expectSuccess();
    assertThat(evaluated.out())
        .contains(
            "verdict   P at a probability of " + threshold + " and above (recall 0.9 at 0.95");
    Answer added =
        Answer.of(
            "calibrate",
            "--model=" + calibrated,
            "--add-normal=" + shared.resolve("alarms.zip"),
            "--output=" + directory.resolve("grown"));
    assertThat(added.err())
        .isEqualTo(
            "hibi: the promised recall would not hold: expected a model that was not calibrated yet"
                + " (patches join first, then --recall), found one for a recall of 0.9 (%s)%n"
                    .formatted(calibrated));
  }

  @Test
  void aPromiseOfFalseAlarmsStays() throws IOException {
    String data = "--data=" + shared.resolve("test.zip");
    calibrate(model(), data, "--false-alarms=0.2").expectSuccess();
    Path calibrated = directory.resolve("calibrated");
    Path grown = directory.resolve("grown");

    Answer.of(
            "calibrate",
            "--model=" + calibrated,
            "--add-normal=" + shared.resolve("alarms.zip"),
            "--output=" + grown)
        .expectSuccess();

    assertThat(json(grown).get("operatingPoint")).isEqualTo(json(calibrated).get("operatingPoint"));
    Answer predicted =
        Answer.of("predict", "--model=" + grown, shared.resolve("alarms.zip").toString());
    assertThat(predicted.expectSuccess().outLines())
        .hasSize(8)
        .allMatch(line -> line.contains(" %  no alarm "));
  }

  @Test
  void whatDoesNotGoTogetherIsTold() {
    String add = "--add-normal=" + shared.resolve("alarms.zip");
    assertThat(calibrate(model(), add, "--data=x.zip").err())
        .contains("options exclude each other: expected --data or --add-normal, found both");
    assertThat(calibrate(model(), add, "--recall=0.9").err())
        .contains(
            "the threshold stays where patches join the bank: expected --add-normal alone, found"
                + " --recall");
    assertThat(calibrate(model(), "--normal=" + shared.resolve("alarms.zip")).err())
        .contains(
            "no head to train anew: expected a model of mode features, found one of mode normal, for"
                + " which there is --add-normal ("
                + model()
                + ")");
    assertThat(calibrate(model(), "--add-normal=" + shared.resolve("test.zip")).err())
        .contains(
            "cracked images among the ordinary ones: expected none that its folder or name calls cracked, found ");
    assertThat(directory.resolve("calibrated")).doesNotExist();
  }
}
