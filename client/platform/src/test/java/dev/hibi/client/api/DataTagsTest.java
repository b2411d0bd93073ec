package dev.hibi.client.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.client.ScriptedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One tag more or less, which the platform's own calls for it do not keep. */
@Timeout(60)
final class DataTagsTest {
  private final ScriptedServer server = new ScriptedServer();
  private final DataApi data = server.client().build().data();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aTagIsAddedToThoseThatAreThere() {
    server.answer(200, "{\"id\":5,\"tags\":[\"a\",\"橋\"]}").answer(200, "{}").answer(200, "{}");

    data.addTag(5, "b");

    assertThat(server.requests().get(1).line()).isEqualTo("PUT /api/v2/data/5");
    assertThat(server.requests().get(1).body()).isEqualTo("{\"tags\":[\"a\",\"橋\",\"b\"]}");
  }

  @Test
  void aTagIsTakenAwayFromThoseThatAreThere() {
    server.answer(200, "{\"id\":5,\"tags\":[\"a\",\"橋\"]}").answer(200, "{}");

    data.removeTag(5, "a");

    assertThat(server.requests().get(1).body()).isEqualTo("{\"tags\":[\"橋\"]}");
  }

  @Test
  void whatIsSoAlreadyIsLeftAlone() {
    server.answer(200, "{\"tags\":[\"a\"]}").answer(200, "{\"tags\":[\"a\"]}");

    data.addTag(5, "a");
    data.removeTag(5, "b");

    assertThat(server.requests()).hasSize(2).allMatch(request -> request.line().startsWith("GET"));
  }
}
