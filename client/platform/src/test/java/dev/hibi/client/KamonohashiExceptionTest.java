package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hibi.client.api.DataApi;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails, how it is told, and what is tried again. */
@Timeout(60)
final class KamonohashiExceptionTest {
  private final ScriptedServer server = new ScriptedServer();
  private final DataApi data = server.client().build().data();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theServersOwnErrorsAreToldWithoutTheirStackTrace() {
    server.answer(
        404,
        "{\"type\":\"X\",\"title\":\"Data ID 5 is not found.\",\"detail\":\"at Secret.Trace()\","
            + "\"instance\":\"/api/v2/data/5\",\"errors\":null}");

    assertThatThrownBy(() -> data.get(5))
        .isExactlyInstanceOf(KamonohashiException.NotFound.class)
        .hasMessage(
            "not found: expected something that is there, found status 404:"
                + " Data ID 5 is not found. (GET /api/v2/data/5)");
  }

  @Test
  void theFrameworksErrorsAreToldFieldByField() {
    server.answer(
        400,
        "{\"title\":\"One or more validation errors occurred.\",\"status\":400,"
            + "\"errors\":{\"Name\":[\"The Name field is required.\"]}}");

    assertThatThrownBy(() -> data.create(new DataApi.Create("", "", List.of())))
        .isExactlyInstanceOf(KamonohashiException.BadRequest.class)
        .hasMessage(
            "bad request: expected a request that the server takes, found status 400:"
                + " One or more validation errors occurred.; Name: The Name field is required."
                + " (POST /api/v2/data)");
  }

  @Test
  void aForbiddenCallNamesTheMenusThatWouldAllowIt() {
    server.answer(403, "", Map.of("X-Permit-MenuCode", "Training, Inference"));

    KamonohashiException.Forbidden e =
        catchThrowableOfType(KamonohashiException.Forbidden.class, data::tags);

    assertThat(e.menus()).containsExactly("Training", "Inference");
    assertThat(e)
        .hasMessage(
            "not allowed: expected a role with one of the menus [Training, Inference],"
                + " found status 403 (GET /api/v2/data/datatags)");
    assertThat(e.retryable()).isFalse();
  }

  @Test
  void aProxysPageIsNotQuoted() {
    server.answer(401, "<html>secret-page</html>");

    assertThatThrownBy(data::tags)
        .isExactlyInstanceOf(KamonohashiException.Unauthorized.class)
        .hasMessage(
            "not logged in: expected a valid token, found status 401"
                + " (GET /api/v2/data/datatags)");
  }

  @Test
  void aCallThatReadsIsRepeatedUntilItSucceedsOrTheAttemptsAreOver() {
    server.answer(503, "{\"title\":\"busy\"}").answer(0, "").answer(200, "[\"a\"]");
    assertThat(data.tags()).containsExactly("a");

    server.answer(500, "").answer(502, "").answer(503, "{\"title\":\"still busy\"}");
    assertThatThrownBy(data::tags)
        .isExactlyInstanceOf(KamonohashiException.ServiceUnavailable.class)
        .hasMessageContaining("still busy");
    assertThat(server.requests()).hasSize(6);
  }

  @Test
  void aCallThatChangesSomethingIsNeverRepeated() {
    server.answer(503, "{\"title\":\"busy\"}");

    assertThatThrownBy(() -> data.create(new DataApi.Create("a", "", List.of())))
        .isInstanceOf(KamonohashiException.ServiceUnavailable.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void noAnswerIsAFailureOfTheTransport() {
    server.answer(0, "");

    assertThatThrownBy(() -> data.delete(5))
        .isExactlyInstanceOf(KamonohashiException.Transport.class)
        .hasMessageStartingWith(
            "no answer of %s: expected one, found ", server.address().getAuthority())
        .hasMessageEndingWith(" (DELETE /api/v2/data/5)");
  }

  @Test
  void anAnswerOfAnotherFormIsToldWithoutItsText() {
    server.answer(200, "secret, but no JSON");

    assertThatThrownBy(() -> data.get(5))
        .isExactlyInstanceOf(KamonohashiException.Malformed.class)
        .hasMessage(
            "bad answer: expected JSON of type dev.hibi.client.api.DataApi$Details,"
                + " found other text of 19 characters (GET /api/v2/data/5)");
  }
}
