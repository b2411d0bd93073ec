package dev.hibi.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hibi.client.Contract.Operation;
import dev.hibi.client.api.Container;
import dev.hibi.client.api.KeyValue;
import dev.hibi.client.job.TrainingRequest;
import dev.hibi.client.transfer.OutputFiles;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Secrets that are planted everywhere, and looked for in all that a person might read. */
@Timeout(120)
final class SecretsTest {
  private static final String SECRET = "planted-secret";

  private final ScriptedServer server = new ScriptedServer();
  private final Logger ours = (Logger) LoggerFactory.getLogger("dev.hibi");
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final List<String> read = new ArrayList<>();

  @BeforeEach
  void listen() {
    log.start();
    ours.setLevel(Level.TRACE);
    ours.setAdditive(false); // not on the console, too
    ours.addAppender(log);
  }

  @AfterEach
  void stop() {
    ours.detachAppender(log);
    ours.setAdditive(true);
    ours.setLevel(null);
    server.close();
  }

  private KamonohashiClient client() {
    return KamonohashiClient.builder(server.address())
        .token(SECRET)
        .retries(new RetryPolicy(2, Duration.ZERO, Duration.ZERO))
        .build();
  }

  /** A message, and those of what has caused it, as a stack trace shows them. */
  private void read(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      read.add(cause.toString());
      for (Throwable suppressed : cause.getSuppressed()) {
        read.add(suppressed.toString());
      }
    }
  }

  private void assertNothingIsShown() {
    log.list.forEach(event -> read.add(event.getFormattedMessage()));
    for (ILoggingEvent event : log.list) {
      if (event.getThrowableProxy() != null) {
        read.add(String.valueOf(event.getThrowableProxy().getMessage()));
      }
    }
    assertThat(read).isNotEmpty().noneMatch(text -> text.contains(SECRET));
  }

  @Test
  void noFailureOfAnyCallShowsWhatIsSecretInItsRequestOrAnswer() throws Exception {
    List<String> answers =
        List.of(
            "{\"title\":\"trouble\",\"detail\":\"at Line 5 " + SECRET + "\",\"errors\":null}",
            "[[\"" + SECRET + "\"",
            "\"" + SECRET + "\"",
            "");
    KamonohashiClient client = client();
    for (Operation operation : Contract.methods()) {
      for (int i = 0; i < answers.size(); i++) {
        int status = i == 0 ? 500 : 200;
        server.answer(status, answers.get(i)).answer(status, answers.get(i));
        call(client, operation.method());
        server.forget();
      }
    }
    read.removeIf(text -> text.startsWith("text ")); // a log, which is what was asked for
    assertNothingIsShown();
  }

  private void call(KamonohashiClient client, Method method) throws ReflectiveOperationException {
    for (Method accessor : KamonohashiClient.class.getMethods()) {
      if (accessor.getReturnType() == method.getDeclaringClass()) {
        try {
          method.invoke(accessor.invoke(client), new Samples("x").arguments(method));
        } catch (InvocationTargetException e) {
          read(Objects.requireNonNull(e.getCause()));
        }
      }
    }
  }

  @Test
  void noConnectionThatBreaksShowsTheToken() {
    server.answer(0, "").answer(0, "").answer(0, "").answer(0, "");
    try {
      client().data().tags();
    } catch (KamonohashiException e) {
      read(e);
    }
    assertNothingIsShown();
  }

  @Test
  void aServerThatRepeatsTheTokenIsNotRepeated() {
    server.answer(500, "{\"title\":\"boom Bearer %s\"}".formatted(SECRET));
    server.answer(500, "{\"title\":\"boom Bearer %s\"}".formatted(SECRET));

    assertThatThrownBy(() -> client().data().tags())
        .satisfies(this::read)
        .hasMessageContaining("boom …");
    assertNothingIsShown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boom %s",
        "boom Basic %s",
        "boom token=%s!",
        "boom 'Bearer %s' and Basic plan",
        "boom BASIC   %s"
      })
  void whateverStandsBeforeTheTokenItIsCut(String title) {
    for (int i = 0; i < 2; i++) {
      server.answer(500, "{\"title\":\"%s\"}".formatted(title.formatted(SECRET)));
    }

    assertThatThrownBy(() -> client().data().tags())
        .satisfies(this::read)
        .hasMessageContaining("boom ");
    assertNothingIsShown();
  }

  /** None of them is the token of the call. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer abcdefgh",
        "bearer Zm9vYmFy",
        "BEARER 1234",
        "Bearer token-of-mine",
        "Basic bWU6cHc=",
        "basic dTpw",
        "basic ajoa",
        "Basic Hunter2",
        "Basic pass-word",
        "Basic abcdefghijklmnopqrstuvwxyz",
        "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"
      })
  void whatCanBeASecretIsCutWithItsKind(String secret) {
    assertThat(Secrets.cut("found " + secret + " there", "")).isEqualTo("found … there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the Basic plan has no GPU",
        "Basic settings, please.",
        "only basic, nothing else",
        "a bearer token is missing",
        "Bearer authentication: expired",
        "no bearer"
      })
  void plainProseStaysWhole(String prose) {
    assertThat(Secrets.cut(prose, "short")).isEqualTo(prose);
  }

  @Test
  void noAddressOfTheStorageIsShownWithWhatOpensIt() {
    URI address = server.address().resolve("/bucket/key?Signature=" + SECRET);
    String listed =
        "{\"dirs\":[],\"files\":[{\"fileName\":\"a.txt\",\"url\":\"" + address + "\"}]}";
    for (int status : new int[] {403, 404, 500, 0}) {
      server.answer(200, listed);
      server.answer(status, "<Error><Code>No</Code><Resource>" + SECRET + "</Resource></Error>");
      try {
        OutputFiles.of(client(), 1).read("a.txt", 10);
      } catch (KamonohashiException e) {
        read(e);
      }
    }
    assertNothingIsShown();
  }

  @Test
  void noRecordShowsItsSecretParts() {
    Samples samples = new Samples("x", SECRET);
    for (Class<?> group : Contract.groups()) {
      for (Class<?> nested : group.getDeclaredClasses()) {
        if (nested.isRecord()) {
          read.add(samples.of(nested).toString());
        }
      }
    }
    read.add(samples.of(Container.Files.class).toString());
    read.add(samples.of(KeyValue.class).toString());
    read.add(client().toString());
    read.add(KqiConfig.of(server.address(), SECRET).toString());
    read.add(request().toString());
    assertNothingIsShown();
  }

  private static TrainingRequest request() {
    return TrainingRequest.builder("x")
        .image("i", "t")
        .dataSet(1)
        .repository("o", "r")
        .entryPoint("true")
        .option("API_KEY", SECRET)
        .build();
  }
}
