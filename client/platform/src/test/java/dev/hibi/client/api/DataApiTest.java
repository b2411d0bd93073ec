package dev.hibi.client.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.ScriptedServer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DataApiTest {
  private final ScriptedServer server = new ScriptedServer();
  private final DataApi data = server.client().zone(ZoneId.of("Asia/Tokyo")).build().data();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whatIsMissingIsEmptyAndWhatIsUnknownIsPassedOver() {
    server.answer(
        200,
        "{\"id\":5,\"name\":\"橋\",\"createdAt\":\"2026-01-31 09:30:00\",\"memo\":null,"
            + "\"isRaw\":true,\"new in 6.0\":{\"x\":[1]},\"parent\":null}");

    DataApi.Details details = data.get(5);

    assertThat(details.name()).isEqualTo("橋");
    assertThat(details.createdAt()).contains(Instant.parse("2026-01-31T00:30:00Z"));
    assertThat(details.modifiedAt()).isEmpty();
    assertThat(details.memo()).isEmpty();
    assertThat(details.isRaw()).isTrue();
    assertThat(details.parent()).isEmpty();
    assertThat(details.tags()).isEmpty();
  }

  @Test
  void anEditTouchesOnlyWhatItMeans() {
    server.answer(200, "{}").answer(200, "{}").answer(200, "{}");

    data.edit(5, DataApi.Edit.nothing().name("new"));
    data.edit(5, DataApi.Edit.nothing().clearMemo().tags(List.of()));
    data.edit(5, DataApi.Edit.nothing());

    assertThat(server.requests())
        .extracting(ScriptedServer.Request::body)
        .containsExactly("{\"name\":\"new\"}", "{\"memo\":\"''\",\"tags\":[]}", "{}");
  }

  @Test
  void aTagIsAddedAndTakenAwayByAnEditThatKeepsTheOthers() {
    String two = "{\"id\":5,\"tags\":[\"a\",\"b\"]}";
    server
        .answer(200, two)
        .answer(200, "{}")
        .answer(200, "{\"tags\":[\"a\",\"b\",\"c\"]}")
        .answer(200, two)
        .answer(200, "{}");

    assertThat(data.addTag(5, "c").tags()).containsExactly("a", "b", "c");
    data.removeTag(5, "a");

    assertThat(server.requests())
        .extracting(ScriptedServer.Request::body)
        .containsExactly("", "{\"tags\":[\"a\",\"b\",\"c\"]}", "", "", "{\"tags\":[\"b\"]}");
  }

  @Test
  void aTagThatIsThereOrIsNotIsLeftAsItIs() {
    String one = "{\"id\":5,\"tags\":[\"a\"]}";
    server.answer(200, one).answer(200, one);

    assertThat(data.addTag(5, "a").tags()).containsExactly("a");
    data.removeTag(5, "b");

    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void pathsAndQueriesAreEncodedAndTagsRepeated() {
    server.answer(200, "[]", Map.of("X-Total-Count", "12")).answer(200, "{}");

    Page<DataApi.Summary> page =
        data.list(
            DataApi.Query.all()
                .name(Filter.Text.lacks("a b"))
                .tags(List.of("x&y", "z"))
                .pageSize(10)
                .withTotal());
    data.file(5, "a/b 橋.zip");

    assertThat(page).isEqualTo(new Page<>(List.of(), OptionalLong.of(12)));
    assertThat(server.requests())
        .extracting(ScriptedServer.Request::line)
        .containsExactly(
            "GET /api/v2/data?Name=%21a%20b&perPage=10&tag=x%26y&tag=z&withTotal=true",
            "GET /api/v2/data/5/files/a%2Fb%20%E6%A9%8B.zip");
  }

  @Test
  void aStreamFetchesPagesWhenTheyAreReachedAndGivesEachItemOnce() {
    server
        .answer(200, "[{\"id\":4},{\"id\":3}]")
        .answer(200, "[{\"id\":3},{\"id\":2}]")
        .answer(200, "[]");

    assertThat(data.stream(DataApi.Query.all().pageSize(2)).limit(2).map(DataApi.Summary::id))
        .containsExactly(4L, 3L);
    assertThat(server.requests()).hasSize(1);

    server.answer(200, "[{\"id\":1}]");
    assertThat(data.stream(DataApi.Query.all().pageSize(2)).map(DataApi.Summary::id))
        .containsExactly(3L, 2L);
    assertThat(server.requests().get(2).line()).isEqualTo("GET /api/v2/data?page=2&perPage=2");
  }

  @Test
  void filesAreRegisteredAndDeleted() {
    server.answer(201, "{\"id\":5,\"files\":[{\"fileName\":\"a.zip\"}]}").answer(204, "");

    DataApi.AddedFiles added =
        data.addFiles(
            5, new DataApi.AddFiles(List.of(new DataApi.StoredFile("a.zip", "guid.zip"))));
    data.deleteFile(5, 9);

    assertThat(added.files()).extracting(DataApi.DataFile::fileName).containsExactly("a.zip");
    assertThat(server.requests().get(0).body())
        .isEqualTo("{\"files\":[{\"fileName\":\"a.zip\",\"storedPath\":\"guid.zip\"}]}");
    assertThat(server.requests().get(1).line()).isEqualTo("DELETE /api/v2/data/5/files/9");
  }

  @Test
  void aPageOfNoSizeIsRefused() {
    assertThatThrownBy(() -> DataApi.Query.all().pageSize(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad page size: expected 1 to 1000, found 0");
  }

  @Test
  void changesAreKeptClearedOrMade() {
    assertThat(Change.to("x").value()).isEqualTo(Optional.of("x"));
    assertThat(Change.clear()).isNotEqualTo(Change.keep()).hasToString("to nothing");
    assertThat(Change.keep().isKeep()).isTrue();
    assertThat(Change.to(List.of())).isEqualTo(Change.to(List.of()));
  }
}
