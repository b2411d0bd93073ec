package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.client.Contract.Operation;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each call of the client before a server that others have made of the platform's contract: Prism,
 * which refuses what the contract does not allow, and answers as the contract says. No test where
 * the contract or Prism is not: {@code npm install @stoplight/prism-cli}, with {@code prism} on the
 * path or its place in {@code HIBI_PRISM}.
 */
@Timeout(300)
final class PrismTest {
  @TempDir private Path folder;

  @Test
  void eachCallIsTakenAndItsAnswerUnderstood() throws Exception {
    Optional<Path> prism = prism();
    assumeThat(prism).as("Prism, on the path or in HIBI_PRISM").isPresent();
    assumeThat(Contract.SOURCE).exists();
    callAll(prism.orElseThrow());
  }

  private static Optional<Path> prism() {
    String given = System.getenv("HIBI_PRISM");
    Stream<String> places =
        given == null
            ? Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(place -> place + "/prism")
            : Stream.of(given);
    return places.map(Path::of).filter(Files::isExecutable).findFirst();
  }

  private void callAll(Path prism) throws Exception {
    Path contract = Files.writeString(folder.resolve("contract.json"), dated());
    int port = freePort();
    Process mock =
        new ProcessBuilder(
                prism.toString(), "mock", "--errors", "-p", "" + port, contract.toString())
            .redirectErrorStream(true)
            .start();
    try {
      BufferedReader log = mock.inputReader();
      awaitStart(log);
      Thread reader = new Thread(() -> log.lines().forEach(line -> {}), "prism-log");
      reader.setDaemon(true);
      reader.start();
      KamonohashiClient client =
          KamonohashiClient.builder(URI.create("http://127.0.0.1:" + port))
              .token("token")
              .timeout(Duration.ofSeconds(60))
              .retries(RetryPolicy.NONE)
              .build();

      List<String> wrong = new ArrayList<>();
      int called = 0;
      Contract known = Contract.read();
      for (Operation operation : Contract.methods()) {
        if (known.operations().containsKey(operation.key())) {
          called++;
          fault(client, operation).ifPresent(wrong::add);
        }
      }

      assertThat(called).isEqualTo(238); // the other two are for slashes in names
      assertThat(wrong).isEmpty();
    } finally {
      mock.destroy();
      mock.waitFor();
    }
  }

  /** The contract does not say that times are times: Prism would answer with any text. */
  private static String dated() throws IOException {
    JsonObject root = JsonParser.parseString(Contract.typed()).getAsJsonObject();
    for (JsonElement type : root.getAsJsonObject("definitions").asMap().values()) {
      JsonObject properties = type.getAsJsonObject().getAsJsonObject("properties");
      for (String name : properties == null ? Set.<String>of() : properties.keySet()) {
        if (name.matches(".*(At|Timestamp)")) {
          properties.getAsJsonObject(name).addProperty("example", "2026-01-31 09:30:00");
        }
      }
    }
    return root.toString();
  }

  private static void awaitStart(BufferedReader log) throws IOException {
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      if (line.contains("is listening")) {
        return;
      }
    }
    throw new IOException("Prism has not started");
  }

  /** What was wrong with a call; an answer that the server is known to give otherwise is not. */
  private static Optional<String> fault(KamonohashiClient client, Operation operation)
      throws ReflectiveOperationException {
    Method method = operation.method();
    Object group = null;
    for (Method accessor : KamonohashiClient.class.getMethods()) {
      if (accessor.getReturnType() == method.getDeclaringClass()) {
        group = accessor.invoke(client);
      }
    }
    try {
      method.invoke(group, new Samples("text").arguments(method));
      return Optional.empty();
    } catch (InvocationTargetException e) {
      Throwable cause = e.getTargetException();
      boolean otherwise =
          cause instanceof KamonohashiException.Malformed
              && ContractTest.OTHER_ANSWERS.containsKey(operation.key());
      return otherwise
          ? Optional.empty()
          : Optional.of(operation.key() + ": " + cause.getMessage());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
