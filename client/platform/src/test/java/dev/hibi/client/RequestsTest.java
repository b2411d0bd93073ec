package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.ValidationReport;
import dev.hibi.client.Contract.Operation;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Each call of the client as it is sent, beside the table of the platform's contract; where the
 * contract itself is, also before a validator that others have made.
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
    List<String> wrong = new ArrayList<>();
    for (Operation operation : inContract()) {
      for (String fault : RequestCheck.faults(contract, operation.key(), sent(operation))) {
        wrong.add(operation.key() + ": " + fault);
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** No test where the contract is not: then the table has to do. */
  @TestFactory
  Stream<DynamicTest> eachRequestPassesTheValidator() {
    return Stream.of(Contract.SOURCE)
        .filter(Files::exists)
        .map(source -> DynamicTest.dynamicTest(source.toString(), this::validate));
  }

  private void validate() throws Exception {
    OpenApiInteractionValidator validator = validator();
    List<String> wrong = new ArrayList<>();
    for (Operation operation : inContract()) {
      ValidationReport report = validator.validateRequest(simple(sent(operation)));
      report.getMessages().stream()
          .filter(message -> message.getLevel() != ValidationReport.Level.INFO)
          .forEach(message -> wrong.add(operation.key() + ": " + message.getMessage()));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aRequestThatIsNotAsTheContractWantsItIsFound() {
    String json = "application/json";
    assertThat(
            faults(
                "PUT /training/{}",
                new ScriptedServer.Request(
                    "PUT /api/v2/training/five?x=1", "", "text/plain", "{\"tags\":[1],\"y\":2}")))
        .containsExactly(
            "path: expected PUT /api/v2/training/[0-9]+, found PUT /api/v2/training/five",
            "query: x is not in the contract",
            "no token",
            "no JSON as content type",
            "body.tags[]: expected string, found 1",
            "body: y is not in the contract");
    assertThat(
            faults(
                "GET /upload/parameter",
                new ScriptedServer.Request(
                    "GET /api/v2/upload/parameter?partSum=many&type=Data", "Bearer x", json, "{}")))
        .containsExactly(
            "query partSum: expected int32, found many",
            "query: fileName is required, and was not sent",
            "a body that is not wanted");
    assertThat(
            faults(
                "POST /data",
                new ScriptedServer.Request("POST /api/v2/data", "Bearer x", json, "{\"memo\":1}")))
        .containsExactly(
            "body.memo: expected string, found 1", "body: name is required, and was not sent");
  }

  private List<String> faults(String key, ScriptedServer.Request request) {
    return RequestCheck.faults(contract, key, request);
  }

  private List<Operation> inContract() {
    return Contract.methods().stream()
        .filter(operation -> contract.operations().containsKey(operation.key()))
        .toList();
  }

  private static OpenApiInteractionValidator validator() throws IOException {
    return OpenApiInteractionValidator.createForInlineApiSpecification(Contract.typed()).build();
  }

  private ScriptedServer.Request sent(Operation operation) throws ReflectiveOperationException {
    server.answer(200, "{}");
    call(operation.method());
    return server.requests().get(server.requests().size() - 1);
  }

  private static SimpleRequest simple(ScriptedServer.Request sent) {
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
