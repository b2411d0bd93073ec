package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data and data sets, as a user types them. */
@Timeout(60)
final class KqiDataTest {
  private final Path folder;
  private final KqiCommandLine commandLine;

  KqiDataTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.commandLine = KqiCommandLine.start(folder);
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  @Test
  void whatIsUploadedIsListedAndComesBack() throws IOException {
    Path a = Files.writeString(folder.resolve("a.txt"), "first");
    Path b = Files.writeString(folder.resolve("b.txt"), "second");

    Answer upload =
        commandLine.kqi(
            "data", "upload", "--name", "both", "--tag", "x", "--tag", "y", a + "", b + "");
    Path to = folder.resolve("down");
    Answer download = commandLine.kqi("data", "download", "3", "--output", to.toString());

    assertThat(upload.out()).isEqualTo("3%n".formatted());
    assertThat(download.outLines())
        .containsExactly(to.resolve("a.txt").toString(), to.resolve("b.txt").toString());
    assertThat(to.resolve("a.txt")).hasContent("first");
    assertThat(to.resolve("b.txt")).hasContent("second");
    JsonObject latest = json(commandLine.kqi("data", "list", "--json")).get(0).getAsJsonObject();
    assertThat(latest.keySet()).containsExactly("id", "name", "created", "by", "tags", "memo");
    assertThat(latest.get("name").getAsString()).isEqualTo("both");
    assertThat(latest.get("tags")).hasToString("[\"x\",\"y\"]");
  }

  @Test
  void aListThatIsCutOffSaysSo() {
    Answer cut = commandLine.kqi("data", "list", "--limit", "1");
    Answer whole = commandLine.kqi("data", "list", "--limit", "2");

    assertThat(cut.outLines()).hasSize(2);
    assertThat(cut.err())
        .isEqualTo("there are more: the first 1 are shown (--limit)%n".formatted());
    assertThat(whole.outLines()).hasSize(3);
    assertThat(whole.err()).isEmpty();
  }

  @Test
  void aListIsATableForPeople() {
    Answer list = commandLine.kqi("data", "list", "--name", "rai");

    assertThat(list.outLines()).hasSize(2);
    assertThat(list.outLines().get(0)).matches("id  name   created +by +tags  memo");
    assertThat(list.outLines().get(1)).matches(" 1  train  20\\S+Z  inspector");
    assertThat(commandLine.kqi("data", "list", "--limit", "1").outLines()).hasSize(2);
  }

  @Test
  void filesAreAddedToDataThatAreThere() throws IOException {
    Path more = Files.writeString(folder.resolve("more.txt"), "more");

    commandLine.kqi("data", "upload", "--id", "1", more.toString()).expectSuccess();

    Path to = folder.resolve("down");
    assertThat(commandLine.kqi("data", "download", "1", "--output", to.toString()).outLines())
        .containsExactly(to.resolve("more.txt").toString(), to.resolve("train.zip").toString());
  }

  @Test
  void anEmptyFileIsRefusedAndNothingIsMade() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.txt"));

    Answer upload = commandLine.kqi("data", "upload", "--name", "none", empty.toString());

    assertThat(upload.err())
        .isEqualTo("hibi: empty file: expected at least 1 byte, found 0 (%s)%n".formatted(empty));
    assertThat(upload.code()).isEqualTo(1);
    assertThat(json(commandLine.kqi("data", "list", "--json"))).hasSize(2);
  }

  @Test
  void dataSetsAreMadeShownFetchedAndDeleted() throws IOException {
    String id = commandLine.dataSet("concrete");

    Path to = folder.resolve("set");
    commandLine.kqi("dataset", "download", id, "--output", to.toString()).expectSuccess();
    assertThat(to.resolve("training/1/train.zip")).hasContent("content of train");
    assertThat(to.resolve("testing/2/test.zip")).hasContent("content of test");
    assertThat(commandLine.kqi("dataset", "show", id).outLines())
        .containsExactly(
            "1  concrete", "type      data  name", "training     1  train", "testing      2  test");
    assertThat(commandLine.kqi("dataset", "list").outLines().get(1))
        .matches(" 1  concrete  20\\S+Z  inspector  false");

    commandLine.kqi("dataset", "delete", id).expectSuccess();
    commandLine.kqi("data", "delete", "1", "2").expectSuccess();

    assertThat(commandLine.kqi("dataset", "list", "--json").out()).isEqualTo("[]%n".formatted());
    assertThat(commandLine.kqi("data", "list", "--json").out()).isEqualTo("[]%n".formatted());
  }

  @Test
  void aDataSetAsJsonHasItsData() {
    String id = commandLine.dataSet("concrete");

    JsonObject set =
        JsonParser.parseString(commandLine.kqi("dataset", "show", id, "--json").out())
            .getAsJsonObject();

    assertThat(set.get("name").getAsString()).isEqualTo("concrete");
    assertThat(set.get("locked").getAsBoolean()).isFalse();
    assertThat(set.get("data"))
        .hasToString(
            "[{\"type\":\"training\",\"data\":1,\"name\":\"train\"},"
                + "{\"type\":\"testing\",\"data\":2,\"name\":\"test\"}]");
  }

  @Test
  void aMistakeIsOneLine() {
    assertUsage(
        "unclear data: expected one of --name and --id, found neither (try 'hibi kqi data upload"
            + " --help')",
        "data",
        "upload",
        "file");
    assertUsage(
        "unclear data set: expected types or --flat, found neither (try 'hibi kqi dataset create"
            + " --help')",
        "dataset",
        "create",
        "name");
    assertUsage(
        "bad limit: expected 1 or more, found 0 (try 'hibi kqi data list --help')",
        "data",
        "list",
        "--limit",
        "0");
    assertUsage(
        "bad connections: expected 1 to 64, found 0 (try 'hibi kqi data download --help')",
        "data",
        "download",
        "1",
        "--output",
        "x",
        "--connections",
        "0");
  }

  @Test
  void whatIsNotThereIsAFailureOfTheWork() {
    Answer answer = commandLine.kqi("dataset", "show", "99");

    assertThat(answer.err())
        .isEqualTo(
            "hibi: not found: expected something that is there, found status 404: DataSet ID 99 is"
                + " not found. (GET /api/v2/datasets/99)%n".formatted());
    assertThat(answer.code()).isEqualTo(1);
  }

  private void assertUsage(String message, String... words) {
    Answer answer = commandLine.kqi(words);
    assertThat(answer.err()).isEqualTo("hibi: " + message + System.lineSeparator());
    assertThat(answer.code()).isEqualTo(2);
  }

  private static JsonArray json(Answer answer) {
    return JsonParser.parseString(answer.expectSuccess().out()).getAsJsonArray();
  }
}
