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
import dev.hibi.model.weights.StateDict;
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

/**
 * A model at a site: {@code hibi evaluate --site}, {@code calibrate --normal} and {@code --refit}.
 */
final class SiteCommandTest {
  private static final String PAIRS = "--by-photograph=name:(\\d+)\\d\\.jpg"; // tens of tiles
  private static final String EACH_BY_ITSELF =
      "hibi: warning: each image counts by itself: expected --by-photograph if they are tiles of"
          + " photographs, which are alike, found none"
          + System.lineSeparator();

  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void train() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 20);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 20);
    DrawnArchive.test(1).write(shared.resolve("site.zip"), 20);
    rename(shared.resolve("site.zip"), shared.resolve("normal.zip"), "N_", "wall/IMG");
    Path weights = shared.resolve("weights.safetensors");
    WholeFiles.writeFile(
        weights,
        out ->
            Safetensors.write(
                out, NetworkWeights.random(Backbone.RESNET10_W16.network(2), 5), Map.of()));
    Answer.of(
            "train",
            "--train=" + shared.resolve("train.zip"),
            "--test=" + shared.resolve("test.zip"),
            "--weights=" + weights,
            "--backbone=resnet10-w16",
            "--image-size=32",
            "--device=cpu",
            "--epochs=2",
            "--output=" + shared.resolve("run"))
        .expectSuccess();
  }

  /** The images of one kind, under other names. */
  private static void rename(Path from, Path to, String kind, String name) throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (entry.getName().contains("/" + kind)) {
          String number = entry.getName().replaceAll(".*_", "");
          out.putNextEntry(new ZipEntry(name + number));
          zip.getInputStream(entry).transferTo(out);
        }
      }
    }
  }

  private static Path model() {
    return shared.resolve("run/model");
  }

  private Path output() {
    return directory.resolve("calibrated");
  }

  private Answer calibrate(String... more) {
    List<String> words = new ArrayList<>(List.of("calibrate", "--model=" + model()));
    words.add("--output=" + output());
    words.add("--device=cpu");
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }

  private static Answer ask(Path model, String... more) {
    List<String> words = new ArrayList<>(List.of("evaluate", "--model=" + model));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(String[]::new));
  }

  private static JsonObject json(Path model) throws IOException {
    return JsonParser.parseString(Files.readString(model.resolve("model.json"))).getAsJsonObject();
  }

  @Test
  void ordinaryImagesGiveAHeadAndAThresholdThatSaysWhatItIs() throws IOException {
    Answer answer = calibrate("--normal=" + shared.resolve("normal.zip"));

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.err()).isEqualTo(EACH_BY_ITSELF);
    JsonObject point = json(output()).getAsJsonObject("operatingPoint");
    assertThat(answer.outLines())
        .containsExactly(
            "normal    20 images {N=20, P=0}, not by labels: all are taken as such",
            "head      trained anew on 20 ordinary images and on 40 rows that stand for the 40 of its"
                + " training; the network stays",
            "verdict   alarm where the probability of P is "
                + point.get("threshold").getAsString()
                + " or more",
            "expected  about 10 % of uncracked images like these raise an alarm: estimated, not"
                + " promised, by 20 images, each scored by a head that did not see it",
            "          2 of them are above it: with so many it may be 1.2 % to 31.7 %, if each image"
                + " is of its own",
            "          a promise of 10 % at 95 % confidence needs 29 other uncracked images",
            "          how many cracks it finds is not known: no image shows one; 59 cracked images"
                + " would tell whether it is 95 %, at 95 % confidence",
            "          10 labeled images of each class would improve the head itself",
            "model     " + output());
    assertThat(point.get("promise").getAsString()).isEqualTo("expected-false-alarms");
    assertThat(point.has("confidence")).isFalse();
    assertThat(point.get("count").getAsInt()).isEqualTo(20);
    JsonObject refit = json(output()).getAsJsonObject("provenance").getAsJsonObject("refit");
    assertThat(refit.get("method").getAsString()).isEqualTo("normal-images");
    assertThat(refit.get("sha256").getAsString()).matches("[0-9a-f]{64}");
    assertThat(refit.get("images").toString()).isEqualTo("{\"N\":20}");
    assertThat(refit.get("units").getAsInt()).isEqualTo(20);
  }

  @Test
  void allButTheHeadStaysAndTheModelIsUsedAsAnyOther() throws IOException {
    calibrate("--normal=" + shared.resolve("normal.zip"), "--false-alarms=0.2", PAIRS)
        .expectSuccess();

    for (String file : List.of("bank.safetensors", "home.safetensors")) {
      assertThat(output().resolve(file)).hasSameBinaryContentAs(model().resolve(file));
    }
    StateDict before = Safetensors.read(model().resolve("model.safetensors"));
    StateDict after = Safetensors.read(output().resolve("model.safetensors"));
    assertThat(after.names()).containsExactlyElementsOf(before.names());
    for (String name : before.names()) {
      assertThat(after.get(name).bytes().equals(before.get(name).bytes()))
          .as(name)
          .isEqualTo(!name.startsWith("fc."));
    }
    Path sound = directory.resolve("sound.zip");
    rename(shared.resolve("test.zip"), sound, "N_", "wall/IMG");
    assertThat(ask(output(), "--site=" + sound).expectSuccess().outLines().get(2))
        .startsWith("verdict   P at a probability of ")
        .endsWith(" (false alarms of about 0.2, estimated, from 20 images)");
    Answer evaluated = ask(output(), "--data=" + shared.resolve("test.zip")).expectSuccess();
    assertThat(evaluated.out()).contains("(false alarms of about 0.2, estimated, from 20 images)");
    Answer predicted =
        Answer.of("predict", "--model=" + output(), shared.resolve("normal.zip").toString())
            .expectSuccess();
    assertThat(predicted.outLines()).hasSize(20);
    assertThat(predicted.outLines().stream().filter(line -> line.contains(" %  alarm ")).count())
        .isLessThanOrEqualTo(8);
  }

  @Test
  void aFewLabelsGiveAHeadWhoseWorthIsTold() throws IOException {
    Answer answer = calibrate("--data=" + shared.resolve("site.zip"), "--refit");

    assertThat(answer.code()).as(answer.err()).isZero();
    assertThat(answer.outLines().subList(1, 3))
        .containsExactly(
            "head      trained anew on 40 labeled images and on 40 rows that stand for the 40 of its"
                + " training; the network stays",
            "verdict   alarm where the probability of P is 0.5 or more");
    assertThat(answer.out())
        .containsPattern("(?m)^checked   \\d+ of 20 cracked images found: of all such ")
        .containsPattern("(?m)^          \\d+ of 20 uncracked images raise an alarm: of all such ")
        .containsPattern("(?m)^          AUC [01]\\.\\d{3} over 40 images; each was scored by a ")
        .contains(
            "          a promise needs other images: 59 cracked images for 95 % recall at 95 %"
                + " confidence");
    assertThat(json(output()).has("operatingPoint")).isFalse();
    assertThat(json(output()).get("positive").getAsString()).isEqualTo("P");
    assertThat(
            json(output())
                .getAsJsonObject("provenance")
                .getAsJsonObject("refit")
                .get("images")
                .toString())
        .isEqualTo("{\"N\":20,\"P\":20}");
  }

  @Test
  void aSiteWithLabelsIsMeasuredAndAdviceGiven() throws IOException {
    Path file = directory.resolve("site.json");
    Answer answer =
        ask(model(), "--site=" + shared.resolve("site.zip"), "--json=" + file).expectSuccess();

    assertThat(answer.out())
        .containsPattern("(?m)^site      40 images \\{N=20, P=20\\}, labels by prefix")
        .containsPattern("(?m)^accuracy  ")
        .containsPattern("(?m)^there     \\d+ of 20 uncracked images raise an alarm: of all such ")
        .containsPattern("(?m)^          \\d+ of 20 cracked images raise an alarm: of all such ")
        .containsPattern("(?m)^          \\d+ of 40 images are unfamiliar: of all such ")
        .containsPattern(
            "(?m)^          drift \\d+\\.\\d\\d: so far the mean of the features has moved, ")
        .containsPattern("(?m)^advice    ");
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "samples",
            "labeled",
            "unit",
            "units",
            "learned",
            "falseAlarms",
            "recall",
            "auc",
            "unfamiliar",
            "drift",
            "driftByChance",
            "advice");
    assertThat(json.get("labeled").getAsBoolean()).isTrue();
    Path page = directory.resolve("site.html");
    ask(model(), "--site=" + shared.resolve("site.zip"), "--html=" + page).expectSuccess();
    assertThat(page)
        .content()
        .contains(
            "<h2 id=\"site-heading\">At this site</h2>",
            " of 20 uncracked images raise an alarm: of all such ");
    assertThat(json.getAsJsonObject("falseAlarms").get("of").getAsInt()).isEqualTo(20);
  }

  @Test
  void aFolderOfOrdinaryImagesTellsOfFalseAlarmsAlone() throws IOException {
    Answer answer = ask(model(), "--site=" + shared.resolve("normal.zip"), PAIRS).expectSuccess();

    assertThat(answer.err()).isEmpty();
    assertThat(answer.outLines().get(1))
        .isEqualTo("          without labels: all are taken as uncracked");
    assertThat(answer.out())
        .containsPattern("(?m)^there     \\d+ of \\d uncracked photographs raise an alarm: ")
        .contains(
            "          how many cracks it finds is not known: no image shows one; 59 cracked"
                + " photographs would tell whether it is 95 %, at 95 % confidence")
        .doesNotContain("accuracy");
  }

  @Test
  void ordinaryImagesGiveAPageWithoutWhatTakesLabels() throws IOException {
    Path page = directory.resolve("ordinary.html");

    Answer answer =
        ask(
                model(),
                "--site=" + shared.resolve("normal.zip"),
                "--html=" + page,
                "--language=ja",
                PAIRS)
            .expectSuccess();

    assertThat(answer.out()).endsWith("page      " + page + System.lineSeparator());
    assertThat(page)
        .content()
        .contains(
            "<p>ラベルがないので、すべての画像をひびのないものとして扱いました。</p>",
            "<li>ひびがどれだけ見つかるかは分かりません：ひびのある画像がありません。ひびのある写真が 59 枚あれば、95 % に届くかどうかが信頼度 95 % で分かります。</li>")
        .doesNotContain("混同行列", "uncracked");
  }

  @Test
  void photographsInNoFolderAreOrdinaryOnes() throws IOException {
    Path flat = directory.resolve("flat.zip");
    rename(shared.resolve("site.zip"), flat, "N_", "IMG");

    assertThat(ask(model(), "--site=" + flat).expectSuccess().outLines().get(1))
        .isEqualTo("          without labels: all are taken as uncracked");
    Answer asked = ask(model(), "--site=" + flat, "--labels=folder");
    assertThat(asked.err())
        .isEqualTo(
            "hibi: no label: expected a folder such as in Positive/00001.jpg, found IMG00001.jpg"
                + " (%s!IMG00001.jpg)%n".formatted(flat));
  }

  @Test
  void labeledImagesAndOthersAreNotMixed() {
    Path labeled = shared.resolve("site.zip");
    Path others = shared.resolve("normal.zip");

    Answer answer = ask(model(), "--site", labeled.toString(), others.toString());

    assertThat(answer.err())
        .isEqualTo(
            "hibi: labeled and other images together: expected labels [N, P] of all or of none, found"
                + " %s!test/N_00001.jpg and %s!wall/IMG00001.jpg%n".formatted(labeled, others));
    assertThat(answer.code()).isEqualTo(1);
  }

  @Test
  void whatTheModelLearnedFromIsToldAtASiteAndRefusedForAPromise() throws IOException {
    Path part = directory.resolve("part.zip");
    rename(shared.resolve("train.zip"), part, "N_", "wall/IMG");
    Path train = shared.resolve("train.zip");

    assertThat(ask(model(), "--site=" + train).expectSuccess().out())
        .contains("there     40 of 40 images are among those that the model learned from: ")
        .contains("advice    take other images: by what the model learned from nobody knows ");
    assertThat(ask(model(), "--site=" + part).expectSuccess().out())
        .contains("there     20 of 20 images are among those that the model learned from: ");
    Answer promise = calibrate("--data=" + train, "--false-alarms=0.2");
    assertThat(promise.err())
        .endsWith(
            "hibi: images that the model has learned from tell nothing of others: expected others,"
                + " found all of these among them%n".formatted());
    assertThat(promise.code()).isEqualTo(1);
    assertThat(calibrate("--normal=" + part).err())
        .endsWith(
            "hibi: images that the model has learned from tell nothing of others: expected others,"
                + " found all of these among them%n".formatted());
    assertThat(output()).doesNotExist();
  }

  @Test
  void theSameFileUnderAnotherNameCountsOnce() throws IOException {
    Path more = directory.resolve("more.zip");
    rename(shared.resolve("site.zip"), more, "P_", "again/P_");
    Path cracks = directory.resolve("cracks.zip");
    rename(shared.resolve("site.zip"), cracks, "P_", "once/P_");

    Answer promise =
        calibrate("--data", more.toString(), cracks.toString(), "--recall=0.9", "--confidence=0.9");
    Answer asked = ask(model(), "--site", more.toString(), cracks.toString()).expectSuccess();

    String copies =
        "hibi: warning: 20 copies among 40: the same files under other names, which count with what"
            + " they are copies of"
            + System.lineSeparator();
    assertThat(promise.err())
        .isEqualTo(
            EACH_BY_ITSELF
                + copies
                + "hibi: you have 20 cracked images: 90 %% recall at 90 %% confidence needs 22%n"
                    .formatted());
    assertThat(asked.err()).isEqualTo(EACH_BY_ITSELF + copies);
    assertThat(asked.out()).contains(" of 20 cracked images raise an alarm: ");
  }

  @Test
  void oneImageUnderTwoLabelsIsRefused() throws IOException {
    Path cracked = directory.resolve("cracked.zip");
    rename(shared.resolve("site.zip"), cracked, "P_", "wall/P_");
    Path sound = directory.resolve("sound.zip");
    rename(shared.resolve("site.zip"), sound, "P_", "wall/N_");

    Answer answer = calibrate("--data", cracked.toString(), sound.toString(), "--refit");

    assertThat(answer.err())
        .endsWith(
            "hibi: one image under two labels: expected %s!wall/P_00001.jpg and its copy under one,"
                    .formatted(cracked)
                + " found P and N (%s!wall/N_00001.jpg)%n".formatted(sound));
    assertThat(answer.code()).isEqualTo(1);
    assertThat(output()).doesNotExist();
  }

  @Test
  void whatAHeadWasTrainedAnewByIsToldAndRefusedToo() {
    Path site = shared.resolve("site.zip");
    calibrate("--data=" + site, "--refit").expectSuccess();

    assertThat(ask(output(), "--site=" + site).expectSuccess().out())
        .contains("there     40 of 40 images are among those that the model learned from: ");
    Answer promise =
        Answer.of(
            "calibrate",
            "--model=" + output(),
            "--data=" + site,
            "--false-alarms=0.2",
            "--output=" + directory.resolve("promising"));
    assertThat(promise.err()).endsWith("found all of these among them" + System.lineSeparator());
  }

  /** Which without the model's classes could be labels by folder, too. */
  @Test
  void labelsInSeveralFoldersAreThoseOfTheModel() throws IOException {
    Path site = Files.createDirectory(directory.resolve("site"));
    rename(shared.resolve("site.zip"), site.resolve("sound.zip"), "N_", "north/N_");
    rename(shared.resolve("site.zip"), site.resolve("cracked.zip"), "P_", "south/P_");
    rename(shared.resolve("test.zip"), site.resolve("more.zip"), "P_", "north/P_");

    assertThat(ask(model(), "--site=" + site).expectSuccess().outLines().get(0))
        .isEqualTo("site      60 images {N=20, P=40}, labels by prefix");
  }

  @Test
  void aModelThatKeepsNoRowsSaysHowToGetThem() throws IOException {
    Path older = directory.resolve("older");
    Files.createDirectory(older);
    Files.copy(model().resolve("model.safetensors"), older.resolve("model.safetensors"));
    JsonObject json = json(model());
    json.remove("files");
    json.remove("sha256");
    json.addProperty("format", 2);
    Files.writeString(older.resolve("model.json"), json.toString());

    Answer answer =
        Answer.of(
            "calibrate",
            "--model=" + older,
            "--normal=" + shared.resolve("normal.zip"),
            "--output=" + output());

    assertThat(answer.err())
        .isEqualTo(
            "hibi: no rows of its training images: expected home.safetensors in the model, as"
                + " training in mode features writes it (train again, or resume the finished run),"
                + " found none (%s)%n".formatted(older));
    assertThat(answer.code()).isEqualTo(1);
    assertThat(ask(older, "--site=" + shared.resolve("normal.zip")).expectSuccess().out())
        .contains(
            "how many are unfamiliar is not known: the model has no bank of its images",
            "drift is not known: the model has no rows of its training images");
  }

  @Test
  void unreadableImagesAreLeftOutAndListedWhereThatIsAskedFor() throws IOException {
    Path site = Files.createDirectories(directory.resolve("site/wall"));
    try (ZipFile zip = new ZipFile(shared.resolve("normal.zip").toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        Files.copy(zip.getInputStream(entry), site.resolve(entry.getName().replaceAll(".*/", "")));
      }
    }
    Files.writeString(site.resolve("IMG99999.jpg"), "no image");
    Path list = directory.resolve("left-out.csv");
    String[] leaving = {"--quarantine=" + list, "--max-unreadable=0.5"};

    ask(model(), "--site=" + site.getParent(), leaving[0], leaving[1]).expectSuccess();
    List<String> asked = Files.readAllLines(list);
    calibrate("--normal=" + site.getParent(), leaving[0], leaving[1]).expectSuccess();

    assertThat(asked).hasSize(2).element(1).asString().startsWith("site,").contains("IMG99999.jpg");
    assertThat(Files.readAllLines(list)).hasSize(2).element(1).asString().startsWith("normal,");
  }

  @Test
  void imagesThatAreCalledCrackedAreNotOrdinary() {
    Answer answer = calibrate("--normal=" + shared.resolve("site.zip"));

    assertThat(answer.err())
        .endsWith(
            "hibi: cracked images among the ordinary ones: expected none that its folder or name calls"
                + " cracked, found %s!test/P_00001.jpg%n".formatted(shared.resolve("site.zip")));
    assertThat(answer.code()).isEqualTo(1);
    assertThat(output()).doesNotExist();
  }

  @Test
  void whateverACrackIsCalledItIsNotOrdinary() throws IOException {
    for (String name : new String[] {"Positive", "CRACKED", "ひび割れ"}) {
      Path site = Files.createDirectories(directory.resolve(name + " wall").resolve(name));
      try (ZipFile zip = new ZipFile(shared.resolve("normal.zip").toFile())) {
        ZipEntry entry = Collections.list(zip.entries()).get(0);
        Files.copy(zip.getInputStream(entry), site.resolve("1.jpg"));
      }

      Answer answer = calibrate("--normal=" + site.getParent());

      assertThat(answer.err())
          .contains(
              "cracked images among the ordinary ones: expected none that its folder or name calls"
                  + " cracked, found ")
          .contains(name + "/1.jpg");
      assertThat(answer.code()).isEqualTo(1);
      assertThat(ask(model(), "--site=" + site.getParent()).code()).isEqualTo(1);
    }
  }

  @Test
  void allOfOnePhotographAreTooFew() {
    Answer answer =
        calibrate("--normal=" + shared.resolve("normal.zip"), "--by-photograph=name:(IMG)");

    assertThat(answer.err())
        .isEqualTo(
            "hibi: too few photographs: expected at least 2, to hold one out, found 1%n"
                .formatted());
    assertThat(answer.code()).isEqualTo(1);
  }

  @Test
  void optionsThatDoNotGoTogetherAreTold() {
    String normal = "--normal=" + shared.resolve("normal.zip");
    String data = "--data=" + shared.resolve("site.zip");
    assertUsage(
        calibrate("--recall=0.9"),
        "Missing required option: '--data=ZIP|DIR' or '--normal=ZIP|DIR'",
        "calibrate");
    assertUsage(
        calibrate(normal, data),
        "options exclude each other: expected --data or --normal, found both",
        "calibrate");
    assertUsage(
        calibrate(normal, "--refit"),
        "ordinary images show no crack: expected --data with --refit, found --normal",
        "calibrate");
    assertUsage(
        calibrate(normal, "--recall=0.9"),
        "ordinary images show no crack: expected --data with --recall, found --normal",
        "calibrate");
    assertUsage(
        calibrate(data, "--refit", "--recall=0.9"),
        "a promise needs images that the head was not trained on: expected --refit alone, and"
            + " --recall in a second calibration by others, found both",
        "calibrate");
    assertUsage(
        calibrate(normal, "--false-alarms=10"),
        "bad rate of false alarms: expected a number above 0 and below 1, found 10.0",
        "calibrate");
    assertUsage(
        ask(model()), "Missing required option: '--data=ZIP|DIR' or '--site=ZIP|DIR'", "evaluate");
    assertUsage(
        ask(model(), data, "--site=" + shared.resolve("site.zip")),
        "options exclude each other: expected --data or --site, found both",
        "evaluate");
    assertUsage(
        ask(model(), data, "--groups=manifest"),
        "no site: expected --by-photograph and --groups with --site, found none",
        "evaluate");
  }

  private static void assertUsage(Answer answer, String message, String command) {
    assertThat(answer.err().strip())
        .isEqualTo("hibi: %s (try 'hibi %s --help')".formatted(message, command));
    assertThat(answer.code()).isEqualTo(2);
  }
}
