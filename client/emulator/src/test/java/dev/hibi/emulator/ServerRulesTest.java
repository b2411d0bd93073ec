package dev.hibi.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server's own rules, where its contract is silent. */
@Timeout(60)
final class ServerRulesTest {
  static final String JOB =
      "{\"name\":\"%s\",\"containerImage\":{\"image\":\"a\",\"tag\":\"b\"},\"dataSetId\":1,"
          + "\"gitModel\":{\"repository\":\"a\",\"owner\":\"b\"},\"entryPoint\":\"run\","
          + "\"cpu\":1,\"memory\":1,\"gpu\":0,\"tags\":%s,\"parentIds\":%s}";

  @TempDir private Path folder;
  private Emulator emulator;
  private EmulatorCaller caller;

  @BeforeEach
  void start() throws Exception {
    emulator = Emulator.builder(folder).startDelay(Duration.ofHours(1)).start(); // jobs stay
    caller = EmulatorCaller.of(emulator);
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  private void data(String name, String tags) throws Exception {
    caller.post("/data", "{\"name\":\"%s\",\"tags\":%s}".formatted(name, tags));
  }

  private void dataSet(String ids) throws Exception {
    caller.post("/datasets", "{\"name\":\"walls\",\"entries\":{\"training\":[%s]}}".formatted(ids));
  }

  private List<String> names(String path) throws IOException, InterruptedException {
    return Pattern.compile("\"name\":\"([^\"]*)\",\"memo\"")
        .matcher(caller.get(path))
        .results()
        .map((MatchResult found) -> found.group(1))
        .filter(name -> !name.equals("walls")) // the data set of jobs
        .toList();
  }

  private void refused(String line, String body, int status, String message) throws Exception {
    String[] words = line.split(" ", 2);
    HttpResponse<String> answer = caller.send(words[0], words[1], body);
    assertThat(answer.statusCode()).as(line).isEqualTo(status);
    assertThat(answer.body()).as(line).contains(message);
  }

  @Test
  void dataAreFilteredByTheirTagsJoined() throws Exception {
    data("both", "[\"a\",\"b\"]");
    data("a", "[\"a\"]");
    data("none", "[]");

    assertThat(names("/data?tag=")).containsExactly("none", "a", "both");
    assertThat(names("/data?tag=!a")).containsExactly("none");
    assertThat(names("/data?tag=!b")).containsExactly("none", "a");
    assertThat(names("/data?tag=!zzz")).containsExactly("none", "a", "both");
    assertThat(names("/data?tag=a&tag=b")).containsExactly("both");
    assertThat(names("/data?tag=a,!b")).containsExactly("a");
    assertThat(names("/data?tag=,")).containsExactly("none", "a", "both");
    assertThat(names("/data?tag=!")).containsExactly("none");
  }

  @Test
  void theTotalOfDataTakesTagsAsTheyAre() throws Exception {
    data("both", "[\"a\",\"b\",\"c\"]");
    data("a", "[\"a\"]");

    for (String[] tags : new String[][] {{"a,b", "1"}, {"b,a", "0"}, {"", "2"}, {"!b", "1"}}) {
      HttpResponse<String> answer = caller.send("GET", "/data?withTotal=true&tag=" + tags[0], "");
      assertThat(answer.headers().firstValue("X-Total-Count")).as(tags[0]).hasValue(tags[1]);
    }
  }

  @Test
  void jobsAreFilteredTagByTag() throws Exception {
    data("x", "[]");
    dataSet("{\"id\":1}");
    caller.post("/training/run", JOB.formatted("both", "[\"a\",\"b\"]", "[]"));
    caller.post("/training/run", JOB.formatted("child", "[\"a\"]", "[1]"));
    caller.post("/training/run", JOB.formatted("none", "[]", "[]"));

    assertThat(names("/training?tag=")).containsExactly("none", "child", "both");
    assertThat(names("/training?tag=!b")).containsExactly("none", "child");
    assertThat(names("/training?tag=a,b")).containsExactly("both");
    assertThat(names("/training?tag=a%2Cb")).containsExactly("both");
    assertThat(names("/training?ParentId=1")).containsExactly("child");
    assertThat(names("/training?ParentId=x")).containsExactly("none", "child", "both");
    assertThat(names("/training?ParentName=!both")).containsExactly("none", "both");
    assertThat(names("/training?Id=x")).isEmpty();
    assertThat(names("/training?Id=%3E=%202")).containsExactly("none", "child");
    assertThat(names("/training?DataSet=!walls")).isEmpty();
    assertThat(names("/training?StartedAt=%3E2000/1/2")).hasSize(3);
    assertThat(names("/training?StartedAt=%3C2000-01-02%2010:00")).isEmpty();
    assertThat(names("/training/search?Tags=b,zzz")).containsExactly("both");
    assertThat(names("/training/search?Tags=b,zzz&TagsOr=false")).isEmpty();
    assertThat(names("/training/search?Name=!both")).isEmpty();
  }

  @Test
  void pagesAreCountedAsTheServerCountsThem() throws Exception {
    for (String name : List.of("1", "2", "3")) {
      data(name, "[]");
    }
    assertThat(names("/data?perPage=2&page=1")).containsExactly("3", "2");
    assertThat(names("/data?perPage=2&page=2")).containsExactly("1");
    assertThat(names("/data?perPage=2&page=0")).containsExactly("3", "2");
    assertThat(names("/data?perPage=2&page=-7")).containsExactly("3", "2");
    assertThat(names("/data?perPage=0")).isEmpty();
    assertThat(names("/data?perPage=-2&page=3")).isEmpty();
    assertThat(names("/data?perPage=999999")).hasSize(3);
    assertThat(names("/data?perPage=2&page=1000000")).isEmpty();
    assertThat(names("/data?perPage=1000&page=2147483647")).hasSize(3); // the product turns round
    refused("GET /data?page=99999999999", "", 400, "The value '99999999999' is not valid.");
    refused("GET /data?page=", "", 400, "The value '' is invalid.");
    refused("GET /data?withTotal=yes", "", 400, "The value 'yes' is not valid.");
  }

  @Test
  void namesOfDataAreTrimmed() throws Exception {
    assertThat(caller.post("/data", "{\"name\":\"  wall \"}")).contains("\"name\":\"wall\"");
    refused("POST /data", "{\"name\":\"  \"}", 400, "The name field is required.");
    assertThat(caller.put("/data/1", "{\"name\":\" pier \"}")).contains("\"name\":\"pier\"");
    refused(
        "PUT /data/1",
        "{\"name\":\" \"}",
        400,
        "A name of Data is NOT allowed to set empty string.");
    assertThat(caller.put("/data/1", "{\"memo\":\"x\"}")).contains("\"name\":\"pier\"");
    assertThat(caller.put("/data/1", "{\"name\":\"''\"}")).contains("\"name\":\"''\"");
    assertThat(caller.send("PATCH", "/datasets/1", "{\"name\":\"x\"}").statusCode()).isEqualTo(404);
    dataSet("");
    for (String name : List.of("", "''")) {
      assertThat(caller.send("PATCH", "/datasets/1", "{\"name\":\"" + name + "\"}").body())
          .contains("\"name\":\"walls\"");
    }
  }

  @Test
  void theCaseOfAPathAndASlashAtItsEndDoNotCount() throws Exception {
    data("Wall", "[]");
    assertThat(names("/DATA")).containsExactly("Wall");
    assertThat(names("/Data/")).containsExactly("Wall");
    assertThat(names("/Data/1/")).containsExactly("Wall");
    refused("GET /Notebookx", "", 404, "404 NOT FOUND..");
  }

  @Test
  void dataOfNoLockedSetAreTakenOutOfAllAndDeleted() throws Exception {
    data("x", "[]");
    data("kept", "[]");
    dataSet("{\"id\":1},{\"id\":2}");

    caller.delete("/data/1");

    assertThat(names("/data")).containsExactly("kept");
    assertThat(caller.get("/datasets/1")).contains("\"name\":\"kept\"").doesNotContain("\"x\"");
  }

  @Test
  void dataOfALockedSetStay() throws Exception {
    data("x", "[]");
    dataSet("{\"id\":1}");
    caller.post("/training/run", JOB.formatted("job", "[]", "[]"));

    refused("DELETE /data/1", "", 409, "Data x is in the locked DataSet walls.");
    refused("DELETE /data/1/files/1", "", 409, "Data x is in the locked DataSet walls.");
    refused("DELETE /datasets/1", "", 409, "DataSet walls has been used by training.");
  }

  @Test
  void aTagThatIsPutOrDeletedAloneIsNotKept() throws Exception {
    data("x", "[\"a\"]");

    assertThat(caller.put("/data/1/tags/b", "")).contains("\"tags\":[\"a\",\"b\"]");
    assertThat(caller.get("/data/1")).contains("\"tags\":[\"a\"]");
    caller.delete("/data/1/tags/a");
    assertThat(caller.get("/data/1")).contains("\"tags\":[\"a\"]");
  }

  @Test
  void filesOfThePlatformCannotBeDeleted() throws Exception {
    data("x", "[]");
    dataSet("{\"id\":1}");
    caller.post("/training/run", JOB.formatted("job", "[]", "[]"));
    for (String path : List.of("/data/1/files/-1", "/data/9/files/-1", "/training/1/files/-2")) {
      refused("DELETE " + path, "", 400, "The file is locked. You can NOT delete the file.");
    }
  }

  @Test
  void uploadsWithoutPartsAreRefused() throws Exception {
    String complete = "{\"key\":\"Data/x\",\"uploadId\":\"0\",\"partETags\":[]}";
    refused(
        "POST /upload/complete",
        complete,
        400,
        "The uploaded file was not able to be parted. The file may be empty (0 byte).");
    refused(
        "GET /upload/parameter?fileName=a&type=Data&partSum=0",
        "",
        400,
        "The uploading file can not be parted. The file may be empty (0 byte).");
    assertThat(caller.get("/upload/parameter?fileName=a&type=1&partSum=-3"))
        .contains("\"uris\":[]", "\"key\":\"Data/");
    refused(
        "GET /upload/parameter?fileName=a&type=Dat&partSum=1",
        "",
        400,
        "Unexpected resource type Dat");
    refused("GET /upload/parameter?type=Data&partSum=1", "", 400, "The fileName field is required");
    refused("GET /download/url?type=Data", "", 400, "Invalid inputs.");
  }

  @Test
  void aTensorBoardWithoutEndTellsNone() throws Exception {
    data("x", "[]");
    dataSet("{\"id\":1}");
    caller.post("/training/run", JOB.formatted("job", "[]", "[]"));
    assertThat(caller.get("/training/1/tensorboard"))
        .contains("\"name\":null", "\"status\":\"None\"", "\"remainingTime\":null");

    for (String body : List.of("{}", "{\"expiresIn\":0}")) {
      assertThat(caller.put("/training/1/tensorboard", body))
          .contains("\"name\":\"tensorboard-1\"", "\"remainingTime\":null");
      assertThat(caller.get("/training/1/tensorboard")).contains("\"status\":\"Running\"");
      caller.delete("/training/1/tensorboard");
    }
    assertThat(caller.put("/training/1/tensorboard", "{\"expiresIn\":7200}"))
        .containsPattern("\"remainingTime\":\"0d [12]h \\d+m\"");
    caller.delete("/training/1/tensorboard");
    refused(
        "DELETE /training/9/tensorboard",
        "",
        404,
        "TensorBoard container for TrainingHistory ID 9 is not found.");
  }

  @Test
  void ofAJobThatIsOverThereAreNoEvents() throws Exception {
    data("x", "[]");
    dataSet("{\"id\":1}");
    caller.post("/training/run", JOB.formatted("job", "[]", "[]"));
    assertThat(caller.get("/training/1/events")).isEqualTo("[]");
    caller.post("/training/1/halt", "");
    refused("GET /training/1/events", "", 400, "A container for Training ID 1 does not exist.");
  }
}
