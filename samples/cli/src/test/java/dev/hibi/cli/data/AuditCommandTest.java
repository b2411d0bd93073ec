package dev.hibi.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import dev.hibi.cli.concrete.DrawnArchive;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hibi dataset audit} prints and how it exits. */
final class AuditCommandTest {
  @TempDir static Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void draw() throws IOException {
    DrawnArchive.train(0).write(directory.resolve("train.zip"), 60);
    DrawnArchive.test(0).write(directory.resolve("test.zip"), 30);
  }

  @Test
  void drawnConcreteIsClean() {
    assertThat(audit("--fail-on", "leaks,conflicts,unreadable")).isZero();

    assertThat(out.toString())
        .contains("train        120 images", "leaks        0 pairs", "unreadable   0")
        .contains("- No image stands in two splits.");
  }

  @Test
  void leaksFailIfAsked() {
    Path train = directory.resolve("train.zip");

    int code = hibi("dataset", "audit", "--train", train, "--test", train, "--fail-on", "leaks");

    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .contains(
            "- 120 images of test (100.00 %) have copies in an earlier split: accuracy on test"
                + " flatters the model.");
  }

  @Test
  void jsonKeepsItsFields() {
    assertThat(audit("--json")).isZero();

    JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertThat(json.keySet())
        .containsExactly(
            "version",
            "verdict",
            "splits",
            "leaks",
            "conflicts",
            "duplicates",
            "duplicateGroups",
            "unreadable",
            "blank",
            "blurred",
            "thresholds");
    assertThat(json.get("version").getAsInt()).isEqualTo(1);
    assertThat(json.getAsJsonArray("splits").get(0).getAsJsonObject().keySet())
        .containsExactly(
            "name", "images", "classes", "sources", "sizes", "colorModes", "formats", "light");
  }

  @Test
  void theHtmlPageIsWritten() {
    Path page = directory.resolve("audit.html");

    assertThat(audit("--html", page)).isZero();

    assertThat(page).content().contains("No image stands in two splits.");
  }

  @Test
  void anUnknownFaultIsAUsageError() {
    assertThat(audit("--fail-on", "cracks")).isEqualTo(2);

    assertThat(err.toString()).startsWith("hibi: ").contains("cracks");
  }

  private int audit(Object... more) {
    Object[] arguments = new Object[more.length + 6];
    Object[] first = {
      "dataset",
      "audit",
      "--train",
      directory.resolve("train.zip"),
      "--test",
      directory.resolve("test.zip")
    };
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return hibi(arguments);
  }

  private int hibi(Object... arguments) {
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    return Answer.run(out, err, words);
  }
}
