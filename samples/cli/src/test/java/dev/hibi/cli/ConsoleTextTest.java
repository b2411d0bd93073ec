package dev.hibi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.hibi.cli.concrete.DrawnArchive;
import dev.hibi.cli.kqi.KqiCommandLine;
import dev.hibi.tensorboard.SummaryWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names on the console: none is obeyed by a terminal, none is lost in a locale without it. */
final class ConsoleTextTest {
  private static final String CRACK = "ひび有り";
  private static final String NONE = "ひび無し";

  /** An end of line, a colour, a window's title, a C1 control, letters from right to left. */
  private static final String ODD = "a\nb\u001b]0;pwn\u0007\u009b31m\u202e";

  private static final String SHOWN = "a\\u000ab\\u001b]0;pwn\\u0007\\u009b31m\\u202e";

  /** A complaint is one line, however many its text has. */
  private static final String SHOWN_IN_A_COMPLAINT = SHOWN.replace("\\u000a", " ");

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private static Path shared;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path directory;

  /** An archive of Japanese classes with its model, and a folder of odd ones with its own. */
  @BeforeAll
  static void trainTwice() throws IOException {
    Path drawn = shared.resolve("drawn.zip");
    DrawnArchive.train(0).write(drawn, 4);
    try (ZipFile from = new ZipFile(drawn.toFile());
        OutputStream file = Files.newOutputStream(shared.resolve("japan.zip"));
        ZipOutputStream to = new ZipOutputStream(file)) {
      for (ZipEntry entry : from.stream().toList()) {
        String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
        byte[] image = from.getInputStream(entry).readAllBytes();
        to.putNextEntry(new ZipEntry((name.startsWith("P") ? CRACK : NONE) + "/" + name));
        to.write(image);
        to.closeEntry();
        Path odd = shared.resolve("odd").resolve(name.startsWith("P") ? "P" + ODD : "N" + ODD);
        Files.createDirectories(odd);
        Files.write(odd.resolve(ODD + name), image);
      }
    }
    train("japan.zip", "japan").expectSuccess();
    Answer odd = train("odd", "oddrun").expectSuccess();
    assertShown(odd);
    assertThat(odd.out()).contains("images {N" + SHOWN + "=4, P" + SHOWN + "=4}, labels by folder");
  }

  private static Answer train(String data, String run) {
    String place = shared.resolve(data).toString();
    return Answer.of(
        "train",
        "--train",
        place,
        "--test",
        place,
        "--image-size=32",
        "--epochs=1",
        "--output",
        shared.resolve(run).toString());
  }

  private static void assertShown(Answer answer) {
    String text = (answer.out() + answer.err()).replace(System.lineSeparator(), "");
    assertThat(text.chars().filter(Character::isISOControl).toArray()).isEmpty();
    assertThat(text).doesNotContain("\u202e").containsAnyOf(SHOWN, SHOWN_IN_A_COMPLAINT);
  }

  @Test
  void oddNamesOfFoldersAreShownByEveryCommand() {
    String odd = shared.resolve("odd").toString();
    String model = shared.resolve("oddrun/model").toString();
    Answer predicted = Answer.of("predict", "--model", model, odd).expectSuccess();

    assertShown(predicted);
    assertThat(predicted.outLines()).hasSize(8);
    assertShown(Answer.of("evaluate", "--model", model, "--data", odd).expectSuccess());
    assertShown(Answer.of("dataset", "audit", "--train", odd).expectSuccess());
    assertShown(
        Answer.of("dataset", "split", "--data", odd, "--output", directory + "/" + ODD)
            .expectSuccess());
    assertShown(
        Answer.of("dataset", "preview", "--data", odd, "--output", directory + "/" + ODD + ".png")
            .expectSuccess());
    assertShown(Answer.of("predict", "--model", model, odd + "/" + ODD));
    assertShown(Answer.of("predict", "--model", odd + ODD, odd));
    assertShown(Answer.of("evaluate", "--model", model, "--data", odd, ODD));
    assertShown(Answer.of("train", "--train", odd, "--test", odd + ODD, "--output", "x" + ODD));
  }

  @Test
  void jsonStaysJson() {
    String model = shared.resolve("oddrun/model").toString();
    Answer answer =
        Answer.of("predict", "--json", "--model", model, shared.resolve("odd").toString());

    JsonArray array = JsonParser.parseString(answer.out()).getAsJsonArray();
    assertThat(array).hasSize(8);
    assertThat(array.get(0).getAsJsonObject().get("path").getAsString()).contains("/N" + ODD);
  }

  @Test
  void warningsAreLinesOnStandardErrorInEveryCommand() throws IOException {
    Path padded = directory.resolve("padded.zip");
    byte[] zip = Files.readAllBytes(shared.resolve("japan.zip"));
    Files.write(padded, Arrays.copyOf(zip, zip.length + 512));
    String model = shared.resolve("japan/model").toString();
    String warning =
        "hibi: warning: bytes after the archive: expected its end at %d, found 512 more, passed over (%s)%n"
            .formatted(zip.length, padded);

    for (String[] words :
        new String[][] {
          {"predict", "--model", model, "--json", "" + padded},
          {"evaluate", "--model", model, "--json", "--data", "" + padded},
          {"dataset", "audit", "--json", "--train", "" + padded},
          {"dataset", "split", "--output", directory + "/split", "--data", "" + padded},
          {"dataset", "preview", "--output", directory + "/a.png", "--data", "" + padded},
        }) {
      assertThat(Answer.of(words).expectSuccess().err()).startsWith(warning);
    }
  }

  @Test
  void filesThatOnlyLookLikePytorchsAreRefused() throws IOException {
    String zip = shared.resolve("japan.zip").toString();
    Path weights = Files.copy(shared.resolve("japan.zip"), directory.resolve("resnet18.pth"));
    Path older = directory.resolve("old.pt");
    Files.write(older, new byte[] {(byte) 0x80, 2, (byte) 0x8a, 10, 'l', 1, 2, 3, 4, 5});

    for (Path file : List.of(weights, older)) {
      Answer answer =
          Answer.of(
              "train",
              "--train",
              zip,
              "--test",
              zip,
              "--image-size=32",
              "--weights",
              "" + file,
              "--output",
              directory + "/out");

      assertThat(answer.err())
          .isEqualTo(
              "hibi: %s (%s)%n"
                  .formatted(
                      file.equals(older)
                          ? "bad pickle: expected one whole, found damage at byte 4"
                          : "unsupported weights: expected an archive of PyTorch with data.pkl,"
                              + " found none",
                      file));
      assertThat(answer.code()).isEqualTo(1);
    }
  }

  @Test
  void oddNamesOfRunsAreShown() throws IOException {
    try (SummaryWriter writer = SummaryWriter.builder(directory.resolve("run" + ODD)).build()) {
      writer.scalar("loss", 1, 0);
    }

    Answer answer =
        Answer.of("tensorboard", "scalars", directory.toString(), "--run", "run*").expectSuccess();

    assertShown(answer);
    assertThat(answer.outLines()).hasSize(2);
  }

  @Test
  void oddNamesOfTheServerAreShown() throws IOException {
    try (KqiCommandLine platform = KqiCommandLine.start(directory)) {
      Path file = Files.writeString(directory.resolve("x"), "x");
      platform
          .kqi("data", "upload", "--name", "n" + ODD, "--memo", "m" + ODD, file.toString())
          .expectSuccess();
      String dataSet = platform.dataSet("d" + ODD);

      Answer data = platform.kqi("data", "list");
      assertShown(Answer.of("dataset", "--help" + ODD));
      assertThat(data.out()).contains("n" + SHOWN_IN_A_COMPLAINT);
      assertThat(data.out().chars().filter(c -> c != '\n' && Character.isISOControl(c)).toArray())
          .isEmpty();
      assertShown(platform.kqi("dataset", "show", dataSet));
    }
  }

  /** A command in a JVM of its own. */
  private Process hibi(Map<String, String> environment, List<String> options, String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.hibi.cli.Hibi"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeAll(List.of("LANG", "LC_ALL", "LC_CTYPE"));
    builder.environment().putAll(environment);
    return builder.redirectError(directory.resolve("err").toFile()).start();
  }

  private static byte[] out(Process process) throws Exception {
    try (InputStream in = process.getInputStream()) {
      byte[] out = in.readAllBytes();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return out;
    }
  }

  private String err() throws IOException {
    return Files.readString(directory.resolve("err"), StandardCharsets.US_ASCII);
  }

  private static String utf8(byte[] bytes) throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-Dfile.encoding=windows-31j"})
  void jsonAndCsvAreUtf8WithoutALocale(String option) throws Exception {
    Map<String, String> posix = Map.of("LC_ALL", "C");
    List<String> options = option.isEmpty() ? List.of() : List.of(option);
    String model = shared.resolve("japan/model").toString();
    String zip = shared.resolve("japan.zip").toString();
    try (SummaryWriter writer = SummaryWriter.builder(directory).build()) {
      writer.scalar("損失", 1, 0);
    }

    Process predict = hibi(posix, options, "predict", "--json", "--model", model, zip);
    String json = utf8(out(predict));
    Process audit = hibi(posix, options, "dataset", "audit", "--json", "--train", zip);
    String report = utf8(out(audit));
    Process scalars = hibi(posix, options, "tensorboard", "scalars", "--csv", directory.toString());
    String csv = utf8(out(scalars));

    JsonArray array = JsonParser.parseString(json).getAsJsonArray();
    assertThat(array.get(0).getAsJsonObject().getAsJsonObject("probabilities").keySet())
        .containsExactly(CRACK, NONE);
    assertThat(JsonParser.parseString(report).toString()).contains(CRACK);
    assertThat(csv).contains(",損失,0,");
    assertThat(err()).isEmpty();
  }

  @Test
  void linesForPeopleShowWhatTheLocaleCannotWrite() throws Exception {
    String model = shared.resolve("japan/model").toString();
    String zip = shared.resolve("japan.zip").toString();

    Process process =
        hibi(Map.of("LC_ALL", "C"), List.of(), "evaluate", "--model", model, "--data", zip);

    assertThat(new String(out(process), StandardCharsets.US_ASCII))
        .contains("{\\u3072\\u3073\\u6709\\u308a=4, \\u3072\\u3073\\u7121\\u3057=4}");
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void aNameThatTheLocaleCannotExpressGetsTheRemedy() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc"))); // other systems have names of Unicode
    Path data = Files.createDirectories(directory.resolve("data").resolve(CRACK));
    Files.write(data.resolve("a.jpg"), new byte[1]);
    String model = shared.resolve("japan/model").toString();
    Map<String, String> posix = Map.of("LC_ALL", "C");

    Process below = hibi(posix, List.of(), "predict", "--model", model, directory + "/data");
    assertThat(out(below)).isEmpty();
    assertThat(below.exitValue()).isEqualTo(1);
    assertThat(err())
        .startsWith(
            "hibi: name that the locale cannot express: expected a locale of UTF-8, found"
                + " ANSI_X3.4-1968: set LC_ALL=C.UTF-8 ("
                + directory
                + "/data/\\ufffd")
        .hasLineCount(1);

    Process given = hibi(posix, List.of(), "predict", "--model", model, data.toString());
    assertThat(out(given)).isEmpty();
    assertThat(given.exitValue()).isEqualTo(2);
    assertThat(err())
        .contains(
            "name that the locale cannot express: expected a locale of UTF-8, found"
                + " ANSI_X3.4-1968: set LC_ALL=C.UTF-8 ("
                + directory
                + "/data/\\ufffd")
        .hasLineCount(1);
  }
}
