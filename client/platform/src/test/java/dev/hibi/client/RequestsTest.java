package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.ValidationReport;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.hibi.client.Contract.Operation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Each call of the client as it is sent, before a validator of the platform's contract. Needs
 * {@code ../shared/kamonohashi/swagger.json}.
 */
@Timeout(120)
final class RequestsTest {
  private final Contract contract = Contract.read();
  private final ScriptedServer server = new ScriptedServer();
  private final KamonohashiClient client = server.client().retries(RetryPolicy.NONE).build();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void eachRequestIsAsTheContractWantsIt() throws Exception {
    OpenApiInteractionValidator validator = validator();
    List<String> wrong = new ArrayList<>();
    for (Operation operation : Contract.methods()) {
      if (contract.operations().containsKey(operation.key())) {
        ValidationReport report = validator.validateRequest(sent(operation));
        report.getMessages().stream()
            .filter(message -> message.getLevel() != ValidationReport.Level.INFO)
            .forEach(message -> wrong.add(operation.key() + ": " + message.getMessage()));
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** Two path parameters of the contract have no type, without which it is refused. */
  private OpenApiInteractionValidator validator() {
    JsonObject root = contract.root().deepCopy();
    for (String path : List.of("/api/v2/admin/menus/{id}", "/api/v2/tenant/menus/{id}")) {
      JsonObject put = root.getAsJsonObject("paths").getAsJsonObject(path).getAsJsonObject("put");
      for (JsonElement parameter : put.getAsJsonArray("parameters")) {
        if (parameter.getAsJsonObject().get("in").getAsString().equals("path")) {
          parameter.getAsJsonObject().addProperty("type", "integer");
        }
      }
    }
    return OpenApiInteractionValidator.createForInlineApiSpecification(root.toString()).build();
  }

  private SimpleRequest sent(Operation operation) throws ReflectiveOperationException {
    server.answer(200, "{}");
    call(operation.method());
    ScriptedServer.Request sent = server.requests().get(server.requests().size() - 1);
    String[] line = sent.line().split(" ", 2);
    String[] target = line[1].split("\\?", 2);
    SimpleRequest.Builder request = new SimpleRequest.Builder(line[0], target[0]);
    if (!sent.body().isEmpty()) {
      request.withContentType(sent.contentType()).withBody(sent.body());
    }
    if (!sent.authorization().isEmpty()) {
      request.withAuthorization(sent.authorization());
    }
    if (target.length > 1) {
      for (String pair : target[1].split("&", -1)) {
        String[] sides = pair.split("=", 2);
        request.withQueryParam(sides[0], URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
      }
    }
    return request.build();
  }

  /** What the answer becomes does not matter here. */
  private void call(Method method) throws ReflectiveOperationException {
    Object group = group(method.getDeclaringClass());
    try {
      method.invoke(group, new Samples("text").arguments(method));
    } catch (InvocationTargetException e) {
      assertThat(e.getCause()).isInstanceOf(KamonohashiException.Malformed.class);
    }
  }

  private Object group(Class<?> type) throws ReflectiveOperationException {
    for (Method accessor : KamonohashiClient.class.getMethods()) {
      if (accessor.getReturnType() == type) {
        return accessor.invoke(client);
      }
    }
    throw new IllegalStateException("no accessor of " + type);
  }
}
