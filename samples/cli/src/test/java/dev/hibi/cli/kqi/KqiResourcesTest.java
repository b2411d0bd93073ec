package dev.hibi.cli.kqi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import dev.hibi.cli.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hibi kqi resources} against a cluster of two nodes. */
final class KqiResourcesTest {
  private static final Map<String, String> ANSWERS =
      Map.of(
          "/api/v2/tenant/quota", "{\"tenantId\":1,\"cpu\":9,\"memory\":0,\"gpu\":2}",
          "/api/v2/tenant/resource/nodes",
              """
              [{"name":"a","partition":"fast","allocatableCpu":8,"allocatableMemory":32,
                "allocatableGpu":1,"assignedCpu":7.5,"assignedMemory":4,"assignedGpu":0},
               {"name":"b","partition":"","allocatableCpu":30,"allocatableMemory":128,
                "allocatableGpu":2,"assignedCpu":2,"assignedMemory":8,"assignedGpu":1}]
              """);

  @TempDir private Path folder;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] answer =
              ANSWERS
                  .getOrDefault(exchange.getRequestURI().getPath(), "{}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    Files.writeString(
        folder.resolve("config.json"),
        "{\"server\":\"http://127.0.0.1:%d\",\"token\":\"planted\"}"
            .formatted(server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Answer resources(String... more) {
    List<String> words = new ArrayList<>(List.of("kqi", "resources"));
    words.add("--config=" + folder.resolve("config.json"));
    words.addAll(List.of(more));
    return Answer.of(words.toArray(new String[0]));
  }

  @Test
  void whatIsFreeIsShownWithTheQuota() {
    Answer answer = resources();

    assertThat(answer.outLines())
        .containsExactly(
            "node  partition   cpu  free cpu  memory  free memory  gpu  free gpu",
            "a     fast        8.0       0.5    32.0         28.0  1.0       1.0",
            "b                30.0      28.0   128.0        120.0  2.0       1.0");
    assertThat(answer.err())
        .isEqualTo(
            "quota of a job: at most 8 CPU cores, any number of GB of memory, at most 2 GPUs%n"
                .formatted());
    assertThat(answer.code()).isZero();
    JsonArray nodes = JsonParser.parseString(resources("--json").out()).getAsJsonArray();
    assertThat(nodes.get(1).getAsJsonObject().get("freeGpu").getAsDouble()).isEqualTo(1);
  }

  @Test
  void aJobIsToldWhetherThereIsRoom() {
    assertThat(resources("--gpu=1").err()).endsWith("room for the job: now%n".formatted());
    assertThat(resources("--gpu=2").err()).endsWith("room for the job: later%n".formatted());
    assertThat(resources("--gpu=2").code()).isZero();
    Answer never = resources("--gpu=2", "--partition=fast");
    assertThat(never.err()).endsWith("room for the job: never%n".formatted());
    assertThat(never.code()).isEqualTo(1);
    assertThat(resources("--cpu=9").err()).endsWith("room for the job: refused%n".formatted());
  }
}
