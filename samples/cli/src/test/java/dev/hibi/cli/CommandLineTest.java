package dev.hibi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.model.PositiveLabel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users type, what they read, and what scripts rely on. */
final class CommandLineTest {
  @TempDir static Path shared;

  @TempDir Path directory;

  @BeforeAll
  static void drawAndTrain() throws IOException {
    DrawnArchive.train(0).write(shared.resolve("train.zip"), 40);
    DrawnArchive.test(0).write(shared.resolve("test.zip"), 10);
    Answer answer = trainInto(shared.resolve("run"));
    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
  }

  @Test
  void withoutArgumentsItPrintsHelp() {
    Answer answer = hibi();

    assertThat(answer.code()).isZero();
    assertThat(answer.out())
        .contains("Usage: hibi", "demo", "train", "evaluate", "predict", "calibrate", "export");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : List.of("demo", "train", "evaluate", "predict", "calibrate", "export")) {
      Answer answer = hibi(command, "--help");
      assertThat(answer.code()).isZero();
      assertThat(answer.out()).contains("Usage: hibi " + command);
    }
  }

  @Test
  void helpOfCalibrateNamesEveryClassThatIsKnownAsCrackByItsName() {
    // Lines of the help end inside Japanese words, too.
    String help = hibi("calibrate", "--help").out().replaceAll("\\s", "");

    String names = String.join(",", PositiveLabel.NAMES);
    int last = names.lastIndexOf(',');
    assertThat(help)
        .contains("called" + names.substring(0, last) + "or" + names.substring(last + 1) + ",in");
  }

  @Test
  void aWrongCommandLineIsOneLineAndExitCode2() {
    assertUsageError("Unmatched argument at index 0: 'fly' (try 'hibi --help')", "fly");
    assertUsageError(
        "missing option: expected --train ZIP|DIR..., found none (try 'hibi train --help')",
        "train");
    assertUsageError(
        "unknown backbone: expected one of resnet10-w16, resnet18, resnet34, resnet50, resnet101, resnet152,"
            + " resnet50-v1, found 'vgg' (try 'hibi train --help')",
        "train",
        "--train",
        "a",
        "--test",
        "b",
        "--output",
        "c",
        "--backbone",
        "vgg");
    assertUsageError(
        "unknown device: expected auto, cpu, gpu or gpu:N, found 'tpu' (try 'hibi train --help')",
        "train",
        "--train",
        "a",
        "--test",
        "b",
        "--output",
        "c",
        "--device",
        "tpu");
    assertUsageError(
        "mode features needs weights: expected a weights file, found none (try 'hibi train"
            + " --help')",
        "train",
        "--train",
        "a",
        "--test",
        "b",
        "--output",
        "c",
        "--mode",
        "features");
  }

  @Test
  void anOptionOfAnotherScheduleIsRefused() {
    assertUsageError(
        "--gamma cannot be combined with schedule cosine: expected multistep, found cosine (try"
            + " 'hibi train --help')",
        "train",
        "--train",
        "a",
        "--test",
        "b",
        "--output",
        "c",
        "--gamma",
        "0.5");
  }

  @Test
  void theDemoOverwritesNoFolderButItsOwn() throws IOException {
    Files.writeString(directory.resolve("train.zip"), "mine");

    assertFailure(
        "folder in use: expected a new one or that of an earlier demo, found another ("
            + directory
            + ")",
        "demo",
        "--directory",
        directory.toString());

    assertThat(directory.resolve("train.zip")).hasContent("mine");
  }

  @Test
  void trainingWritesWhatLaterWorkReliesOn() throws IOException {
    Path run = shared.resolve("run");

    assertThat(names(run))
        .contains("checkpoints", "metrics.jsonl", "model", "report.html", "run.json")
        .anyMatch(name -> name.startsWith("events.out.tfevents."));
    assertThat(names(run.resolve("model")))
        .containsExactly("learned.safetensors", "model.json", "model.pt", "model.safetensors");
    assertThat(names(run.resolve("checkpoints"))).containsExactly("epoch-0001", "epoch-0002");
    JsonObject json = object(run.resolve("run.json"));
    assertThat(json.keySet())
        .contains("started", "settings", "testAccuracy", "trainSeconds", "status");
    assertThat(json.getAsJsonObject("settings").keySet())
        .contains("trainingData", "testData", "device", "versions", "epochs", "optimizer");
    assertThat(json.get("status").getAsString()).isEqualTo("finished");
    List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertThat(metrics).hasSize(2);
    assertThat(JsonParser.parseString(metrics.get(1)).getAsJsonObject().get("accuracy"))
        .isEqualTo(json.get("testAccuracy"));
  }

  @Test
  void evaluateWritesItsNumbersAsJson() throws IOException {
    Path file = directory.resolve("evaluation.json");

    Answer answer =
        hibi("evaluate", "--model", model(), "--data", test(), "--json", file.toString());

    assertThat(answer.err()).isEmpty();
    JsonObject json = object(file);
    assertThat(json.get("samples").getAsInt()).isEqualTo(20);
    assertThat(json.get("accuracy"))
        .isEqualTo(object(shared.resolve("run/run.json")).get("testAccuracy"));
    assertThat(json.get("confusion").getAsJsonArray()).hasSize(2);
    assertThat(json.get("perClass").getAsJsonObject().get("P").getAsJsonObject().keySet())
        .containsExactly("precision", "recall", "f1");
    assertThat(json.get("auc").getAsDouble()).isBetween(0.0, 1.0);
    assertThat(answer.out()).contains("accuracy", "confusion");
  }

  @Test
  void evaluateWritesItsNumbersAsAPageInEitherLanguage() throws IOException {
    Path english = directory.resolve("english.html");
    Path japanese = directory.resolve("japanese.html");

    Answer answer = hibi("evaluate", "--model", model(), "--data", test(), "--html=" + english);
    hibi("evaluate", "--model", model(), "--data", test(), "--html=" + japanese, "--language=ja");

    assertThat(answer.outLines()).last().isEqualTo("page      " + english);
    assertThat(english)
        .content()
        .startsWith("<!DOCTYPE html>")
        .contains(
            "<html lang=\"en\">",
            "<dd><bdi class=\"name\">" + test() + "</bdi></dd>",
            "All images: ");
    assertThat(japanese).content().contains("<html lang=\"ja\">");
  }

  @Test
  void aPageReplacesNothingElse() throws IOException {
    byte[] images = Files.readAllBytes(Path.of(test()));

    assertUsageError(
        "output would replace an input: expected another file than %s, found it (--html) (try 'hibi"
                .formatted(test())
            + " evaluate --help')",
        "evaluate",
        "--model",
        model(),
        "--data",
        test(),
        "--html",
        test());
    assertUsageError(
        "one file for two outputs: expected two, found ./both for --html and --json (try 'hibi evaluate"
            + " --help')",
        "evaluate",
        "--model",
        model(),
        "--data",
        test(),
        "--html=./both",
        "--json=both");

    assertThat(Path.of(test())).hasBinaryContent(images);
  }

  @Test
  void predictPrintsAJsonArrayOrALineAnImage() throws IOException {
    Answer json = hibi("predict", "--model", model(), "--json", test());
    Answer lines = hibi("predict", "--model", model(), test());

    JsonArray results = JsonParser.parseString(json.out()).getAsJsonArray();
    assertThat(results).hasSize(20);
    JsonObject first = results.get(0).getAsJsonObject();
    assertThat(first.keySet()).containsExactly("path", "label", "probabilities");
    assertThat(first.get("path").getAsString()).isEqualTo(test() + "!test/N_00001.jpg");
    assertThat(first.get("probabilities").getAsJsonObject().keySet()).containsExactly("N", "P");
    assertThat(lines.out().lines()).hasSize(20);
  }

  @Test
  void aPrecisionThatThereIsNotIsAMistake() throws IOException {
    assertUsageError(
        "unknown precision: expected auto, fp32, bf16, fp16 or int8, found 'fp8' (try 'hibi predict"
            + " --help')",
        "predict",
        "--model",
        model(),
        "--precision",
        "fp8",
        test());
  }

  @Test
  void anAbsentFileIsNamed() {
    Path absent = directory.resolve("absent.zip");

    assertFailure(
        "no such file or folder: expected a zip archive, an image or a folder, found nothing ("
            + absent
            + ")",
        train(absent));
  }

  @Test
  void aFileThatIsNoArchiveIsNamed() throws IOException {
    Path text = Files.writeString(directory.resolve("text.zip"), "hello");

    assertFailureContains(List.of("not a zip", text.toString()), train(text));
  }

  @Test
  void aTruncatedArchiveIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(shared.resolve("train.zip"));
    Path cut = directory.resolve("cut.zip");
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

    assertFailureContains(List.of("zip", cut.toString()), train(cut));
  }

  @Test
  void anEntryThatIsNoImageIsNamedWithItsArchive() throws IOException {
    Path zip = zip("bad.zip", "train/N_1.jpg", "train/P_1.jpg");

    assertFailureContains(
        List.of("not an image", "bad.zip!train/", "found 5 bytes that begin 68 65 6c 6c"),
        train(zip));
  }

  @Test
  void anEmptyArchiveIsNamed() throws IOException {
    Path zip = zip("empty.zip", "readme.txt");

    assertFailureContains(List.of("expected", "found", zip.toString()), train(zip));
  }

  @Test
  void oneClassIsNotEnoughToTrain() throws IOException {
    Path zip = zip("one.zip", "Positive/1.jpg", "Positive/2.jpg");

    assertFailure(
        "one class only: expected at least 2, found 1: [Positive] (" + zip + ")",
        train(zip, "--labels", "folder"));
  }

  @Test
  void weightsOfAnotherBackboneAreRefused() {
    Path weights = shared.resolve("run/model/model.safetensors");

    Answer answer =
        hibi(
            train(
                shared.resolve("train.zip"),
                "--weights",
                weights.toString(),
                "--backbone",
                "resnet34"));

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err())
        .startsWith("hibi: weights do not fit: expected those of resnet34, found")
        .contains("layer4.2.bn2.running_var")
        .contains("(" + weights + ")");
  }

  @Test
  void anOutputOfAnotherRunIsRefusedWithoutResume() {
    Answer answer = trainInto(shared.resolve("run"));

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .isEqualTo(
            "hibi: output in use: expected a directory without checkpoints, or to resume, found a"
                + " checkpoint of epoch 2 ("
                + shared.resolve("run/checkpoints")
                + ")"
                + System.lineSeparator());
  }

  @Test
  void aFolderWithoutAModelIsRefused() {
    assertFailure(
        "not a model: expected a directory with model.json, found none (" + directory + ")",
        "predict",
        "--model",
        directory.toString(),
        test());
  }

  @Test
  void inAKamonohashiContainerItFindsDataAndOutput() throws IOException {
    Path training = directory.resolve("kqi/input/training/7");
    Path testing = directory.resolve("kqi/input/testing/8");
    Files.createDirectories(training);
    Files.createDirectories(testing);
    Files.createDirectories(directory.resolve("kqi/output"));
    Files.copy(shared.resolve("test.zip"), training.resolve("train.zip"));
    Files.copy(shared.resolve("test.zip"), testing.resolve("test.zip"));
    Path logs = directory.resolve("kqi/output/logs");

    Answer answer =
        hibi(
            "train",
            "--kqi",
            "--kqi-root",
            directory.toString(),
            "--name",
            "crack",
            "--train_log_dir",
            logs.toString(),
            "--epochs",
            "1",
            "--backbone",
            "resnet10-w16",
            "--image-size",
            "32");

    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
    assertThat(names(directory.resolve("kqi/output/crack"))).contains("model", "run.json");
    assertThat(names(logs)).anyMatch(name -> name.startsWith("events.out.tfevents."));
  }

  private String[] train(Path data, String... more) {
    String[] arguments = {
      "train",
      "--train",
      data.toString(),
      "--test",
      test(),
      "--image-size",
      "32",
      "--output",
      directory.resolve("out").toString()
    };
    return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void namesOfAnArchiveFromJapaneseWindowsAreReadAndMayBeGivenACharset() throws IOException {
    Path file = directory.resolve("現場.zip");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out, Charset.forName("windows-31j"))) {
      zip.putNextEntry(new ZipEntry("ひび.jpg"));
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "jpg", zip);
    }

    assertThat(hibi("predict", "--model", model(), file.toString()).out()).contains("!ひび.jpg");
    Answer latin =
        hibi("predict", "--model", model(), "--zip-charset", "ISO-8859-1", file.toString());
    assertThat(latin.code()).isEqualTo(1); // bytes that are control characters there
    assertThat(hibi("predict", "--model", model(), "--zip-charset", "klingon", "x").err())
        .contains("klingon");
  }

  @Test
  void orderOfTheClassesMayBeGivenAndIsStored() throws IOException {
    Path run = directory.resolve("run");
    String train = shared.resolve("train.zip").toString();
    String[] command = {
      "train",
      "--train",
      train,
      "--test",
      test(),
      "--image-size",
      "32",
      "--epochs",
      "1",
      "--classes",
      "P,N",
      "--output",
      run.toString()
    };

    assertThat(hibi(command).err()).isEmpty();

    assertThat(Files.readString(run.resolve("model/model.json")))
        .containsSubsequence("\"labels\"", "\"P\"", "\"N\"", "]");
    assertUsageError(
        "class label twice: expected distinct names, found 'P' (in [P, P]) (try 'hibi train --help')",
        Stream.of(command).map(word -> word.equals("P,N") ? "P,P" : word).toArray(String[]::new));
  }

  private static Answer trainInto(Path output) {
    return hibi(
        "train",
        "--train",
        shared.resolve("train.zip").toString(),
        "--test",
        test(),
        "--image-size",
        "32",
        "--epochs",
        "2",
        "--output",
        output.toString());
  }

  private static String test() {
    return shared.resolve("test.zip").toString();
  }

  private static String model() {
    return shared.resolve("run/model").toString();
  }

  private Path zip(String name, String... entries) throws IOException {
    Path file = directory.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write("hello".getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonObject object(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  private static void assertUsageError(String message, String... arguments) {
    Answer answer = hibi(arguments);
    assertThat(answer.err()).isEqualTo("hibi: " + message + System.lineSeparator());
    assertThat(answer.code()).isEqualTo(2);
  }

  private static void assertFailure(String message, String... arguments) {
    Answer answer = hibi(arguments);
    assertThat(answer.err()).isEqualTo("hibi: " + message + System.lineSeparator());
    assertThat(answer.code()).isEqualTo(1);
  }

  private static void assertFailureContains(List<String> parts, String... arguments) {
    Answer answer = hibi(arguments);
    assertThat(answer.err()).startsWith("hibi: ").contains(parts);
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.code()).isEqualTo(1);
  }

  private static Answer hibi(String... arguments) {
    return Answer.of(arguments);
  }
}
