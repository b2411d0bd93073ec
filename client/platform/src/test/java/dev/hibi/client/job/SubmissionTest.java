package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.RetryPolicy;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SubmissionTest {
  private static final String RUN = "POST /api/v2/training/run";

  private final JobServer server = new JobServer();
  private final TrainingRequest request =
      TrainingRequest.builder("cracks")
          .image("library/eclipse-temurin", "17-jre")
          .dataSet(3)
          .repository("inspection", "cracks")
          .entryPoint("./hibi train --kqi")
          .build();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aStartThatWasNotAnsweredIsFoundAndNotRepeated() {
    server.run(0, "").hiddenFor(2);

    assertThat(TrainingJob.start(server.client(), request).id()).isEqualTo(7);

    assertThat(server.count(RUN)).isEqualTo(1);
  }

  @Test
  void aGatewayThatGaveUpWaitingIsNoAnswerEither() {
    server.run(504, "<html>gateway</html>");

    assertThat(TrainingJob.start(server.client(), request).id()).isEqualTo(7);
    assertThat(server.count(RUN)).isEqualTo(1);
  }

  @Test
  void aStartThatThePlatformCouldNotMakeIsSaidToHaveFailed() {
    server.run(503, "{\"title\":\"Failed to run training. No node has 99 GPUs.\"}");

    assertThatThrownBy(() -> TrainingJob.start(server.client(), request))
        .isInstanceOf(KamonohashiException.ServiceUnavailable.class)
        .hasMessageContaining("Failed to run training. No node has 99 GPUs.");
    assertThat(server.requests()).containsExactly(RUN);
  }

  @Test
  void aStartThatIsNotFoundHasFailed() {
    server.run(0, "").hiddenFor(1000);
    KamonohashiClient client =
        server.client().toBuilder()
            .retries(new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(30)))
            .build();
    Submission submission = new Submission(client, request, server.time().polling().pause());

    assertThatThrownBy(submission::run)
        .isInstanceOf(KamonohashiException.Transport.class)
        .hasMessageContaining("(POST /api/v2/training/run)");
    assertThat(server.count(RUN)).isEqualTo(1);
    assertThat(server.time().pauses())
        .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
  }

  @Test
  void aProgramThatWasKilledFindsItsJobAgain() {
    KamonohashiClient client = server.client();
    assertThat(TrainingJob.find(client, request)).isEmpty();
    TrainingJob.startOnce(client, request);

    assertThat(TrainingJob.startOnce(client, request).id()).isEqualTo(7);

    assertThat(server.count(RUN)).isEqualTo(1);
  }
}
