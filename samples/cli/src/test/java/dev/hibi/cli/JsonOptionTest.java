package dev.hibi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.hibi.cli.option.JsonOption;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Member;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --json}, alone and with a file, in the commands that look at data and models. */
@Timeout(120)
final class JsonOptionTest {
  @TempDir private static Path shared;

  private static SampleFiles files;

  @TempDir Path directory;

  @BeforeAll
  static void makeFiles() throws IOException {
    files = SampleFiles.make(shared);
  }

  @Test
  void itIsOneOptionInAllCommands() {
    List<String> commands = new ArrayList<>();
    collect(Hibi.commandSpec(), commands);

    assertThat(commands)
        .containsExactlyInAnyOrder(
            "hibi evaluate",
            "hibi predict",
            "hibi dataset audit",
            "hibi kqi account get",
            "hibi kqi data get",
            "hibi kqi data list",
            "hibi kqi data list-files",
            "hibi kqi dataset list",
            "hibi kqi dataset list-data-types",
            "hibi kqi dataset list-path-pairs",
            "hibi kqi dataset show",
            "hibi kqi inference files",
            "hibi kqi inference list",
            "hibi kqi inference status",
            "hibi kqi notebook files",
            "hibi kqi notebook list",
            "hibi kqi notebook status",
            "hibi kqi preprocessing get",
            "hibi kqi preprocessing get-history",
            "hibi kqi preprocessing list",
            "hibi kqi preprocessing list-histories",
            "hibi kqi tenant get",
            "hibi kqi tenant list",
            "hibi kqi job list",
            "hibi kqi job compare",
            "hibi kqi job status",
            "hibi kqi job files",
            "hibi kqi tensorboard status",
            "hibi kqi resources",
            "hibi kqi sweep");
  }

  private static void collect(CommandSpec command, List<String> commands) {
    OptionSpec json = command.findOption("--json");
    if (json != null) {
      assertThat(((Member) json.userObject()).getDeclaringClass()).isEqualTo(JsonOption.class);
      commands.add(command.qualifiedName());
    }
    for (CommandLine sub : command.subcommands().values()) {
      collect(sub.getCommandSpec(), commands);
    }
  }

  @Test
  void helpSaysBothForms() {
    assertThat(Answer.of("dataset", "audit", "--help").out().replaceAll("\\s+", " "))
        .contains(
            "--json[=FILE] Print JSON and nothing else; with =FILE, write it there beside what is"
                + " printed.");
  }

  @Test
  void aloneItPrintsNothingElse() {
    assertThat(json(evaluate("--json")).getAsJsonObject().keySet()).contains("accuracy");
    assertThat(json(audit("--json")).getAsJsonObject().keySet()).contains("verdict");
    assertThat(json(predict("--json")).getAsJsonArray()).hasSize(20);
  }

  private static JsonElement json(Answer answer) {
    assertThat(answer.code()).isZero();
    assertThat(answer.err()).isEmpty();
    return JsonParser.parseString(answer.out());
  }

  @Test
  void withAFileItWritesThereWhatItPrintsAlone() throws IOException {
    Path file = directory.resolve("result.json");

    Answer evaluated = evaluate("--json=" + file);
    assertThat(file).hasContent(evaluate("--json").out());
    Answer audited = audit("--json=" + file);
    assertThat(file).hasContent(audit("--json").out());
    Answer predicted = predict("--json=" + file);
    assertThat(file).hasContent(predict("--json").out());

    assertThat(evaluated.out()).isEqualTo(evaluate().out());
    assertThat(audited.out()).isEqualTo(audit().out());
    assertThat(predicted.out()).isEqualTo(predict().out());
  }

  @Test
  void theNextWordIsNoFileButForEvaluate() throws IOException {
    Path file = directory.resolve("result.json");

    Answer predicted = Answer.of("predict", "--model", files.model(), "--json", files.test());
    Answer written =
        Answer.of(
            "evaluate",
            "--json",
            file.toString(),
            "--model",
            files.model(),
            "--data",
            files.test());
    Answer printed =
        Answer.of("evaluate", "--json", "--model", files.model(), "--data", files.test());

    assertThat(json(predicted).getAsJsonArray()).hasSize(20);
    assertThat(written.out()).contains("accuracy").doesNotContain("{\n");
    assertThat(file).hasContent(printed.out());
    json(printed);
  }

  @Test
  void standardOutputByItsNameIsPrintedTo() {
    assertThat(evaluate("--json", "/dev/stdout").out()).isEqualTo(evaluate("--json").out());
    assertThat(predict("--json=/dev/stdout").out()).isEqualTo(predict("--json").out());
  }

  @Test
  void aFullDeviceIsAFailureAndStays() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));

    Answer answer = evaluate("--json", full.toString());

    assertThat(answer.err())
        .isEqualTo(
            "hibi: cannot write: expected /dev/full to be written, found 'No space left on"
                + " device'%n".formatted());
    assertThat(answer.code()).isEqualTo(1);
    assertThat(Files.isRegularFile(full)).isFalse();
  }

  @Test
  void aPipeIsWrittenTo() throws Exception {
    Path pipe = directory.resolve("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });

    Answer answer = evaluate("--json=" + pipe);

    assertThat(answer.err()).isEmpty();
    assertThat(read.get(60, TimeUnit.SECONDS)).isEqualTo(evaluate("--json").out());
  }

  @Test
  void aFileIsReplacedOnlyByItsKind() throws IOException {
    Path file = directory.resolve("a.json");
    String refusal =
        "hibi: output exists: expected no file or JSON, found one that begins otherwise (--json %s)"
                .formatted(file)
            + " (try 'hibi %s --help')%n";
    for (String other : List.of("words", "\u00ff\u00d8\u00ff", "<html>", "\"{\"", " \n x{")) {
      Files.writeString(file, other, StandardCharsets.ISO_8859_1);

      assertThat(predict("--json=" + file).err()).isEqualTo(refusal.formatted("predict"));
      assertThat(evaluate("--json", "" + file).err()).isEqualTo(refusal.formatted("evaluate"));
      assertThat(audit("--json=" + file).code()).isEqualTo(2);
      assertThat(file).hasBinaryContent(other.getBytes(StandardCharsets.ISO_8859_1));
    }
    String whole = predict("--json").out();
    for (String own : List.of("", "{}", "[", " \n\t{\"a\": 1}", "\n")) {
      Files.writeString(file, own);

      predict("--json=" + file).expectSuccess();

      assertThat(file).hasContent(whole);
    }
  }

  @Test
  void aFolderThatIsMissingIsToldBeforeTheWork() {
    Path file = directory.resolve("none/a.json");

    Answer answer = predict("--json=" + file);

    assertThat(answer.err())
        .isEqualTo(
            "hibi: no such folder: expected one for the JSON, found none (--json %s)"
                    .formatted(file)
                + " (try 'hibi predict --help')%n".formatted());
    assertThat(answer.out()).isEmpty();
  }

  @Test
  void anImageThatCannotBeReadIsAnElementAndStopsNothing() throws IOException {
    Path images = directory.resolve("images");
    Files.createDirectories(images);
    Path broken = Files.write(images.resolve("a.jpg"), new byte[] {1, 2, 3});
    Path whole = images.resolve("b.png");
    ImageIO.write(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB), "png", whole.toFile());
    String complaint =
        "not an image: expected JPEG, PNG, BMP, GIF, TIFF or WebP, found 3 bytes that begin 01 02 03";
    Path maps = directory.resolve("maps");

    Answer words = Answer.of("predict", "--model", files.model(), "" + images, "--maps=" + maps);
    Answer answer = Answer.of("predict", "--model", files.model(), "--json", "" + images);

    assertThat(words.code()).isEqualTo(1);
    assertThat(words.err()).isEqualTo("hibi: %s (%s)%n".formatted(complaint, broken));
    assertThat(words.outLines()).hasSize(2).element(0).asString().endsWith("  " + whole);
    assertThat(maps.resolve("b.png.png")).exists();
    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).isEqualTo(words.err());
    JsonArray array = JsonParser.parseString(answer.out()).getAsJsonArray();
    assertThat(array).hasSize(2);
    assertThat(array.get(0))
        .hasToString("{\"path\":\"%s\",\"error\":\"%s (%1$s)\"}".formatted(broken, complaint));
    assertThat(array.get(1).getAsJsonObject().keySet()).contains("path", "label");
  }

  @Test
  void aFileInsideAnInputOrTheModelIsNotReplacedByWhateverNameItHas() throws IOException {
    Path images = directory.resolve("images");
    Files.createDirectories(images.resolve("north"));
    Path labels = Files.writeString(images.resolve("north/labels.json"), "{}");
    Path link = Files.createSymbolicLink(directory.resolve("link.json"), labels);
    Path model = Path.of(files.model(), "model.json");
    byte[] described = Files.readAllBytes(model);

    for (Path place : List.of(labels, link, images.resolve("north/../north/labels.json"))) {
      assertThat(
              Answer.of("predict", "--model", files.model(), "--json=" + place, "" + images).err())
          .isEqualTo(
              "hibi: output would replace an input: expected a file outside of %s, found %s (--json)"
                      .formatted(images, place)
                  + " (try 'hibi predict --help')%n".formatted());
    }
    assertThat(evaluate("--json=" + model).err())
        .isEqualTo(
            "hibi: output would replace an input: expected a file outside of %s, found %s (--json)"
                    .formatted(files.model(), model)
                + " (try 'hibi evaluate --help')%n".formatted());
    assertThat(labels).hasContent("{}");
    assertThat(model).hasBinaryContent(described);
  }

  private static Answer evaluate(String... more) {
    return run(List.of("evaluate", "--model", files.model(), "--data", files.test()), more);
  }

  private static Answer audit(String... more) {
    return run(List.of("dataset", "audit", "--train", files.test()), more);
  }

  private static Answer predict(String... more) {
    return run(List.of("predict", "--model", files.model(), files.test()), more);
  }

  private static Answer run(List<String> command, String... more) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(more));
    return Answer.of(words.toArray(new String[0]));
  }
}
