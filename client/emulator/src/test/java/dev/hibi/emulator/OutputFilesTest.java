package dev.hibi.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What jobs leave, whatever they do while it is looked at and whatever they call it. */
@Timeout(60)
final class OutputFilesTest {
  @TempDir private Path folder;
  private final AtomicBoolean stop = new AtomicBoolean();
  private Emulator emulator;
  private EmulatorCaller caller;

  @BeforeEach
  void start() throws Exception {
    emulator =
        Emulator.builder(folder).startDelay(Duration.ofMillis(1)).program(this::program).start();
    caller = EmulatorCaller.of(emulator);
    caller.post("/datasets", "{\"name\":\"none\",\"entries\":{}}");
  }

  @AfterEach
  void stop() {
    stop.set(true);
    emulator.close();
  }

  /** Writes as its entry point says. */
  private int program(EmulatedJob job) throws Exception {
    Path output = job.output();
    switch (job.entryPoint()) {
      case "links" -> {
        job.write("f", "content");
        Files.createDirectory(output.resolve("a"));
        Files.createDirectory(output.resolve("b"));
        Files.createSymbolicLink(output.resolve("dead"), output.resolve("nothing"));
        Files.createSymbolicLink(output.resolve("self"), Path.of("self"));
        Files.createSymbolicLink(output.resolve("a/up"), Path.of(".."));
        Files.createSymbolicLink(output.resolve("a/b"), Path.of("../b"));
        Files.createSymbolicLink(output.resolve("b/a"), Path.of("../a"));
        Files.createSymbolicLink(output.resolve("g"), Path.of("f"));
      }
      case "write" -> {
        while (!stop.get()) {
          job.write("f", "content");
        }
      }
      case "rename" -> {
        job.write("f", "content");
        while (!stop.get()) {
          Path part = Files.writeString(output.resolve("checkpoint.tmp"), "x");
          Files.move(part, output.resolve("checkpoint"), StandardCopyOption.ATOMIC_MOVE);
          Files.delete(output.resolve("checkpoint"));
        }
      }
      default -> job.write(job.entryPoint(), "content");
    }
    return 0;
  }

  private void run(String entryPoint, String more) throws Exception {
    run(entryPoint, more, "[]");
  }

  private void run(String entryPoint, String more, String parents) throws Exception {
    caller.post(
        "/training/run",
        ServerRulesTest.JOB
            .formatted("job", "[]", parents)
            .replace("\"run\"", "\"" + entryPoint + "\"" + more));
  }

  private void await(long id) throws Exception {
    while (!caller.get("/training/" + id).contains("\"status\":\"Completed\"")) {
      Thread.sleep(2);
    }
  }

  private List<String> listed(long id, String path) throws Exception {
    return Pattern.compile("\"(?:fileName|dirName)\":\"([^\"]*)\"")
        .matcher(caller.get("/training/" + id + "/container-files?path=" + path))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void linksThatLeadNowhereOrBackAreLeftOut() throws Exception {
    run("links", "");
    await(1);

    assertThat(listed(1, "/")).containsExactly("a", "b", "f", "g");
    assertThat(listed(1, "/a")).containsExactly("b");
    assertThat(listed(1, "/a/b")).isEmpty(); // its link leads back to a
    assertThat(listed(1, "/b")).containsExactly("a");
    assertThat(listed(1, "/f")).isEmpty();
    assertThat(listed(1, "/none")).isEmpty();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aChildOfAJobWithSuchLinksStartsAndItsZipIsMade() throws Exception {
    run("links", ",\"zip\":true");
    await(1);
    assertThat(caller.get("/training/1/files")).contains("training_output_1.zip");

    run("child", "", "[1]");
    await(2);
    Path parent = folder.resolve("jobs/2/kqi/parent");
    assertThat(parent.resolve("f")).hasContent("content");
    assertThat(Files.exists(parent.resolve("dead"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    caller.delete("/training/2");
    caller.delete("/training/1");
    assertThat(folder.resolve("jobs/1")).doesNotExist();
  }

  @Test
  void whatAJobWritesIsListedWholeOrNotAtAll() throws Exception {
    run("write", "");
    while (listed(1, "/").isEmpty()) {
      Thread.sleep(1);
    }
    for (int i = 0; i < 400; i++) {
      assertThat(listed(1, "/")).containsExactly("f");
    }
  }

  @Test
  void filesMayComeAndGoWhileTheyAreListed() throws Exception {
    run("rename", "");
    while (listed(1, "/").isEmpty()) {
      Thread.sleep(1);
    }
    for (int i = 0; i < 400; i++) {
      assertThat(listed(1, "/")).contains("f");
    }
    caller.put("/training/1/tensorboard", "{}");
    caller.get("/training/1/tensorboard");
    String port =
        caller.get("/training/1/tensorboard").replaceAll(".*\"nodePort\":\"(\\d+)\".*", "$1");
    for (int i = 0; i < 100; i++) {
      assertThat(fetch("http://127.0.0.1:" + port + "/").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anyNameIsFetchedUnderItself() throws Exception {
    long id = 0;
    for (String name :
        List.of("写真.jpg", "橋梁 上下 不.jpg", "é a+b%20&c=d;e'f(1).txt", "ﾊﾝｶｸ が.png", "💥.bin")) {
      run(name, "");
      await(++id);
      String files = caller.get("/training/" + id + "/container-files?withUrl=true");
      assertThat(files).contains("\"fileName\":\"" + name + "\"");

      HttpResponse<String> answer = fetch(files.replaceAll(".*\"url\":\"([^\"]*)\".*", "$1"));

      assertThat(answer.body()).isEqualTo("content");
      String disposition = answer.headers().firstValue("Content-Disposition").orElseThrow();
      assertThat(disposition).startsWith("attachment;filename*=UTF-8''").matches("[ -~]+");
      assertThat(Call.decode(disposition.replaceFirst(".*''", "").replace("+", "%2B")))
          .isEqualTo(name);
    }
  }

  @Test
  void aNameOfAnUploadCanWriteNoHeader() throws Exception {
    String name = "a\r\nSet-Cookie: x=y\r\n上不\".txt";
    caller.post("/data", "{\"name\":\"a\"}");
    String begun = caller.get("/upload/parameter?fileName=a.txt&partSum=1&type=Data");
    URI part = URI.create(begun.replaceAll(".*\"uris\":\\[\"([^\"]*)\".*", "$1"));
    HttpRequest put =
        HttpRequest.newBuilder(part)
            .header("Content-Type", AddressSignature.UPLOAD_TYPE)
            .PUT(HttpRequest.BodyPublishers.ofString("content"))
            .build();
    String tag =
        http()
            .send(put, HttpResponse.BodyHandlers.ofString())
            .headers()
            .firstValue("ETag")
            .orElseThrow()
            .replace("\"", "");
    String key = begun.replaceAll(".*\"key\":\"([^\"]*)\".*", "$1");
    String uploadId = begun.replaceAll(".*\"uploadId\":\"([^\"]*)\".*", "$1");
    caller.post(
        "/upload/complete",
        "{\"key\":\"%s\",\"uploadId\":\"%s\",\"partETags\":[\"1+%s\"]}"
            .formatted(key, uploadId, tag));
    caller.post(
        "/data/1/files",
        "{\"files\":[{\"fileName\":%s,\"storedPath\":\"%s\"}]}"
            .formatted(new JsonPrimitive(name), key.replace("Data/", "")));

    String files = caller.get("/data/1/files?withUrl=true");
    HttpResponse<String> answer = fetch(files.replaceAll(".*\"url\":\"([^\"]*)\".*", "$1"));

    assertThat(answer.body()).isEqualTo("content");
    assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(answer.headers().firstValue("ETag").orElseThrow())
        .isEqualTo("\"73ad9750e8d5fcf7936433620b4baa21-1\""); // S3's for one part
  }

  @Test
  void aFolderOfMoreThanAPageSaysThatItIsLarge() throws Exception {
    run("one", "");
    await(1);
    assertThat(caller.get("/training/1/container-files")).contains("\"exceeded\":false");
    for (int i = 0; i < 1000; i++) {
      Files.createFile(folder.resolve("jobs/1/kqi/output/" + i));
    }
    assertThat(listed(1, "/")).hasSize(1001);
    assertThat(caller.get("/training/1/container-files")).contains("\"exceeded\":true");
  }

  private static HttpClient http() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private static HttpResponse<String> fetch(String address) throws Exception {
    return http()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
