package dev.hibi.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hibi dataset split} writes, prints and refuses. */
final class SplitCommandTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void draw() throws IOException {
    DrawnArchive.train(0).write(folder.resolve("train.zip"), 10);
  }

  private int split(String... options) {
    List<String> all =
        Stream.concat(
                Stream.of("dataset", "split", "--data", folder.resolve("train.zip").toString()),
                Stream.concat(Stream.of("--output", output().toString()), Stream.of(options)))
            .toList();
    return hibi(all.toArray(String[]::new));
  }

  private Path output() {
    return folder.resolve("split");
  }

  private List<String> written() throws IOException {
    try (Stream<Path> files = Files.walk(output())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> output().relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  private void refuses(int code, String message, String... options) {
    assertThat(split(options)).isEqualTo(code);
    assertThat(err.toString().strip())
        .isEqualTo("hibi: " + message.replace("OUTPUT", output().toString()));
  }

  @Test
  void partsAreWrittenAsManifestsAndCounted() throws IOException {
    assertThat(split("--parts", "train=0.7,validation=0.1,test=0.2")).isZero();

    assertThat(written()).containsExactly("test.csv", "train.csv", "validation.csv");
    assertThat(Files.readAllLines(output().resolve("test.csv")))
        .hasSize(5)
        .first()
        .isEqualTo("path,label");
    assertThat(Files.readAllLines(output().resolve("test.csv")).get(1))
        .startsWith("../train.zip!train/N_");
    assertThat(out.toString())
        .containsIgnoringWhitespaces(
            "N P all",
            "train.csv 7 7 14",
            "validation.csv 1 1 2",
            "test.csv 2 2 4",
            "no part is more than 0.0 images of a class off its share",
            "written to " + output());
  }

  @Test
  void foldsHaveAFolderEach() throws IOException {
    assertThat(split("--folds", "2", "--group-by", "name:_(\\d+)")).isZero();

    assertThat(written())
        .containsExactly(
            "fold-1/test.csv", "fold-1/train.csv", "fold-2/test.csv", "fold-2/train.csv");
    assertThat(Files.readAllLines(output().resolve("fold-1/test.csv")).get(1))
        .matches("../../train.zip!train/N_(\\d+).jpg,N,\\1");
  }

  @Test
  void aSplitIsReplacedOnlyOnRequestAndOtherFilesNever() throws IOException {
    assertThat(split()).isZero();
    refuses(1, "output exists: expected no folder or an empty one, found 'test.csv' (OUTPUT)");
    assertThat(split("--overwrite", "--folds", "2")).isZero();
    assertThat(written()).hasSize(4).doesNotContain("train.csv");

    Files.writeString(output().resolve("notes.txt"), "mine");
    refuses(1, "not a split: expected only manifests, found 'notes.txt' (OUTPUT)", "--overwrite");
  }

  @Test
  void whatIsDividedIsNotReplaced() throws IOException {
    assertThat(split()).isZero();
    String train = output().resolve("train.csv").toString();

    assertThat(hibi("dataset", "split", "--data", train, "--output", train, "--overwrite")).isOne();
    assertThat(err.toString().strip())
        .isEqualTo("hibi: not a folder: expected a folder, found a file (" + train + ")");
    assertThat(
            hibi(
                "dataset",
                "split",
                "--data",
                train,
                "--output",
                output().toString(),
                "--overwrite"))
        .isOne();
    assertThat(err.toString().strip())
        .isEqualTo(
            "hibi: data in the output: expected it elsewhere, found 'train.csv' ("
                + output()
                + ")");
  }

  @Test
  void trainingAndEvaluationTakeTheManifestsAsData() {
    assertThat(split("--parts", "train=0.5,test=0.5")).isZero();
    String train = output().resolve("train.csv").toString();
    String test = output().resolve("test.csv").toString();
    String run = folder.resolve("run").toString();

    int code =
        hibi(
            "train",
            "--train",
            train,
            "--test",
            test,
            "--output",
            run,
            "--image-size",
            "32",
            "--epochs",
            "1",
            "--device",
            "cpu");
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("10 images {N=5, P=5}, labels by manifest train.csv")
        .contains("10 images {N=5, P=5}, labels by manifest test.csv");
    assertThat(hibi("evaluate", "--model", run + "/model", "--data", test)).isZero();
  }

  private int hibi(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Answer.run(out, err, arguments);
  }

  @Test
  void aWrongRequestIsToldAndNothingIsWritten() {
    String help = " (try 'hibi dataset split --help')";
    refuses(
        2,
        "options exclude each other: expected --parts or --folds, found both" + help,
        "--parts",
        "train=0.8,test=0.2",
        "--folds",
        "3");
    refuses(2, "bad number of folds: expected at least 2, found 1" + help, "--folds", "1");
    refuses(
        2,
        "bad part: expected letters, digits, _ and -, found '../x'" + help,
        "--parts",
        "../x=0.8,test=0.2");
    refuses(
        2,
        "bad fractions: expected a sum of 1, found 0.75 {train=0.5, test=0.25}" + help,
        "--parts",
        "train=0.5,test=0.25");
    refuses(
        1,
        "too few samples: expected at least 11 of class 'N' for 11 parts, found 10 ("
            + folder.resolve("train.zip")
            + ")",
        "--folds",
        "11");
    assertThat(output()).doesNotExist();
  }

  @Test
  void wordsThatAreNotKnownAreNamed() {
    assertThat(split("--group-by", "day")).isEqualTo(2);
    assertThat(err.toString())
        .contains("unknown groups: expected near-duplicates, manifest or name:REGEX, found 'day'");
    assertThat(split("--labels", "names")).isEqualTo(2);
    assertThat(err.toString())
        .contains("unknown labels: expected folder, prefix, auto or FILE.csv, found 'names'");
  }

  /** The same images again under other names: with their originals they are groups of two. */
  @Test
  void copiesOfAPhotographStayTogether() throws IOException {
    Path copies = folder.resolve("copies");
    try (ZipFile zip = new ZipFile(folder.resolve("train.zip").toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        Path copy = copies.resolve(entry.getName().replace("_0", "_9"));
        Files.createDirectories(copy.getParent());
        Files.copy(zip.getInputStream(entry), copy);
      }
    }

    String both = "train=0.5,test=0.5";
    assertThat(split("--data", copies.toString(), "--group-by", "near-duplicates", "--parts", both))
        .isZero();

    assertThat(numbers("train.csv")).hasSize(10).doesNotContainAnyElementsOf(numbers("test.csv"));
  }

  private Set<String> numbers(String manifest) throws IOException {
    Set<String> numbers = new TreeSet<>();
    Pattern name = Pattern.compile("([NP])_[09](\\d+)\\.jpg");
    for (String line : Files.readAllLines(output().resolve(manifest))) {
      Matcher matcher = name.matcher(line);
      if (matcher.find()) {
        numbers.add(matcher.group(1) + matcher.group(2));
      }
    }
    return numbers;
  }
}
