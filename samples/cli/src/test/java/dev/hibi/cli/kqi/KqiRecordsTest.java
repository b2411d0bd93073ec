package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is written about data, data sets and jobs, as a user shows and changes it. */
@Timeout(60)
final class KqiRecordsTest {
  private final Path folder;
  private final KqiCommandLine commandLine;

  KqiRecordsTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.commandLine = KqiCommandLine.start(folder);
  }

  @AfterEach
  void close() {
    commandLine.close();
  }

  private JsonObject object(String... words) {
    return JsonParser.parseString(commandLine.kqi(words).expectSuccess().out()).getAsJsonObject();
  }

  private JsonArray array(String... words) {
    return JsonParser.parseString(commandLine.kqi(words).expectSuccess().out()).getAsJsonArray();
  }

  private void assertUsage(String message, String... words) {
    Answer answer = commandLine.kqi(words);
    assertThat(answer.err()).isEqualTo("hibi: " + message + System.lineSeparator());
    assertThat(answer.code()).isEqualTo(2);
  }

  @Test
  void dataAreShownAndChangedAndWhatIsNotSaidStays() {
    commandLine.kqi("data", "update", "1", "--tag", "a", "--tag", "b", "--memo", "m");
    commandLine.kqi("data", "update", "1", "--name", "walls").expectSuccess();

    JsonObject data = object("data", "get", "1", "--json");
    assertThat(data.get("name").getAsString()).isEqualTo("walls");
    assertThat(data.get("tags")).hasToString("[\"a\",\"b\"]");
    assertThat(data.get("memo").getAsString()).isEqualTo("m");
    assertThat(data.get("files")).hasToString("[\"train.zip\"]");

    commandLine.kqi("data", "update", "1", "--clear-tags", "--clear-memo").expectSuccess();
    data = object("data", "get", "1", "--json");
    assertThat(data.get("tags")).hasToString("[]");
    assertThat(data.get("memo").getAsString()).isEmpty();
    assertThat(commandLine.kqi("data", "get", "1").outLines())
        .contains("id           1", "name         walls", "files        train.zip");
  }

  @Test
  void anEditThatSaysNothingOrTooMuchIsRefused() {
    assertUsage(
        "nothing to change: expected an option that says what, found none (try 'hibi kqi data"
            + " update --help')",
        "data",
        "update",
        "1");
    assertUsage(
        "unclear memo: expected one of --memo and --clear-memo, found both (try 'hibi kqi data"
            + " update --help')",
        "data",
        "update",
        "1",
        "--memo=x",
        "--clear-memo");
    assertUsage(
        "bad name: expected a text, found '' (try 'hibi kqi dataset update-meta-info --help')",
        "dataset",
        "update-meta-info",
        "1",
        "--name=");
    assertUsage(
        "no file: expected NAME or --file-id, found neither (try 'hibi kqi data delete-file"
            + " --help')",
        "data",
        "delete-file",
        "1");
  }

  @Test
  void aFileOfDataIsDeletedByItsNameOrId() throws IOException {
    Path more = Files.writeString(folder.resolve("more.txt"), "more");
    Path rest = Files.writeString(folder.resolve("rest.txt"), "rest");
    commandLine.kqi("data", "upload", "--id", "1", more + "", rest + "").expectSuccess();
    JsonObject first = array("data", "list-files", "1", "--json").get(0).getAsJsonObject();
    assertThat(first.get("name").getAsString()).isEqualTo("more.txt");

    commandLine
        .kqi("data", "delete-file", "1", "rest.txt", "--file-id", first.get("fileId") + "")
        .expectSuccess();

    assertThat(commandLine.kqi("data", "list-files", "1").outLines().get(1)).endsWith("train.zip");
    assertThat(array("data", "list-files", "1", "--json")).hasSize(1);
    Answer missing = commandLine.kqi("data", "delete-file", "1", "none.txt");
    assertThat(missing.err())
        .isEqualTo(
            "hibi: not found: expected a file 'none.txt', found none (data 1)%n".formatted());
    assertThat(missing.code()).isEqualTo(1);
  }

  @Test
  void listsAreFiltered() {
    commandLine.kqi("data", "update", "1", "--memo", "bridge").expectSuccess();

    assertThat(array("data", "list", "--json", "--id", "1")).hasSize(1);
    assertThat(array("data", "list", "--json", "--id", ">=2")).hasSize(1);
    assertThat(array("data", "list", "--json", "--memo", "bri")).hasSize(1);
    assertThat(array("data", "list", "--json", "--memo", "!bri")).hasSize(1);
    assertThat(array("data", "list", "--json", "--by", "inspector")).hasSize(2);
    assertThat(array("data", "list", "--json", "--by", "nobody")).isEmpty();
    assertThat(array("data", "list", "--json", "--created", "<2020-01-01")).isEmpty();
    assertThat(array("data", "list", "--json", "--created", ">=2020-01-01T09:30")).hasSize(2);
    assertUsage(
        "bad filter: expected an id such as 5 or '>=5', found '~5' (try 'hibi kqi data list"
            + " --help')",
        "data",
        "list",
        "--id=~5");
    assertUsage(
        "bad filter: expected a day such as 2026-11-30, or one after '>=' or '<', found 'May' (try"
            + " 'hibi kqi dataset list --help')",
        "dataset",
        "list",
        "--created=May");
  }

  @Test
  void aDataSetGetsOtherDataAndAnotherMemo() {
    String id = commandLine.dataSet("walls");

    commandLine.kqi("dataset", "update", id, "--validation", "1,2").expectSuccess();
    commandLine.kqi("dataset", "update-meta-info", id, "--memo", "both").expectSuccess();

    assertThat(array("dataset", "list-path-pairs", id, "--json").get(1).getAsJsonObject())
        .extracting(pair -> pair.get("path").getAsString())
        .isEqualTo("validation/2/test.zip");
    assertThat(object("dataset", "show", id, "--json").get("memo").getAsString()).isEqualTo("both");
    assertThat(commandLine.kqi("dataset", "list-data-types").outLines())
        .containsExactly("id  name", " 1  training", " 2  testing", " 3  validation");
  }

  private String job(String entryPoint, String... more) {
    String[] words = {
      "job", "run", "--name=job", "--image=a:b", "--dataset=1", "--repository=c/d", "--every=0.02"
    };
    String[] all = Arrays.copyOf(words, words.length + more.length + 1);
    System.arraycopy(more, 0, all, words.length, more.length);
    all[all.length - 1] = "--entry-point=" + entryPoint;
    return commandLine.kqi(all).expectSuccess().outLines().get(0);
  }

  @Test
  void aJobIsDescribedCompletedAndDeleted() {
    commandLine.dataSet("walls");
    String id = job("wait");

    commandLine
        .kqi("job", "update", id, "--name", "best", "--tag", "kept", "--favorite")
        .expectSuccess();
    commandLine.kqi("job", "complete", id).expectSuccess();

    JsonObject shown = object("job", "status", id, "--json");
    assertThat(shown.get("name").getAsString()).isEqualTo("best");
    assertThat(shown.get("status").getAsString()).isEqualTo("Completed");
    assertThat(shown.get("tags")).hasToString("[\"kept\"]");
    assertThat(array("job", "list", "--json", "--dataset", "walls", "--id", id)).hasSize(1);
    assertThat(array("job", "list", "--json", "--entry-point", "nothing")).isEmpty();

    commandLine.kqi("job", "delete", id).expectSuccess();
    assertThat(array("job", "list", "--json")).isEmpty();
  }

  @Test
  void filesAreAttachedToAJobFetchedAndDeleted() throws IOException {
    commandLine.dataSet("walls");
    String id = job("good", "--follow");
    Path note = Files.writeString(folder.resolve("note.txt"), "well done");

    Answer sent = commandLine.kqi("job", "upload-file", id, note.toString());
    Path down = folder.resolve("down");
    commandLine
        .kqi("job", "download", id, "--attached", "note.txt", "--output", down.toString())
        .expectSuccess();
    assertThat(sent.out()).isEqualTo("1%n".formatted());
    assertThat(down.resolve("note.txt")).hasContent("well done");

    commandLine.kqi("job", "delete-file", id, "note.txt").expectSuccess();
    assertThat(commandLine.kqi("job", "delete-file", id, "note.txt").err())
        .isEqualTo(
            "hibi: not found: expected a file 'note.txt', found none (training 1)%n".formatted());
  }

  @Test
  void theAccountIsShownAndItsTenantChosen() throws IOException {
    assertThat(commandLine.kqi("account", "get").outLines())
        .containsExactly("inspector", "id  name    selected  default", " 1  sample  *         *");
    JsonObject account = object("account", "get", "--json");
    assertThat(account.get("user").getAsString()).isEqualTo("inspector");

    String before = Files.readString(folder.resolve("config.json"));
    Answer answer = commandLine.kqi("account", "switch-tenant", "1");

    assertThat(answer.out()).isEqualTo("tenant 1 (sample)%n".formatted());
    assertThat(folder.resolve("config.json")).content().contains("\"token\"").isNotBlank();
    assertThat(before).contains("\"token\"");
    assertThat(commandLine.kqi("account", "switch-tenant", "9").code()).isEqualTo(1);
    assertThat(commandLine.kqi("data", "list").code()).isZero();
  }

  @Test
  void whatIsNotEmulatedIsSaidByName() {
    Answer answer = commandLine.kqi("tenant", "list");

    assertThat(answer.err())
        .startsWith(
            "hibi: refused: expected success, found status 501: not emulated: GET /api/v2/admin/tenants");
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.code()).isEqualTo(1);
  }
}
