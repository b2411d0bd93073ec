package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.ProcessLock;
import dev.hibi.client.EmulatedPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A sweep's file knows what its jobs share. */
@Timeout(60)
final class SweepIdentityTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("sweep.json");
  }

  private Sweep sweep(EmulatedPlatform platform, TrainingRequest request) {
    return Sweep.builder(platform.client(), request, file())
        .space(SweepSpace.grid().values("LR", "0.1"))
        .polling(new FakeTime().polling())
        .build();
  }

  private EmulatedPlatform start() throws IOException {
    return EmulatedPlatform.start(
        EmulatedPlatform.builder(folder.resolve("platform"))
            .program(
                job -> {
                  job.write("metrics.jsonl", "{\"accuracy\":1}\n");
                  return 0;
                }));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        other("image 'a/b:2', found '", request -> request.image("a/b", "2")),
        other("data set '99', found '1'", request -> request.dataSet(99)),
        other("repository 'x/y', found '", request -> request.repository("x", "y")),
        other("branch 'next', found 'master'", request -> request.branch("next")),
        other("commit 'c0ffee', found '", request -> request.commit("c0ffee")),
        other("command 'other', found '", request -> request.entryPoint("other")),
        other("options 'SEED (values ", request -> request.option("SEED", "planted")),
        other("parents '[3]', found '[]'", request -> request.parent(3)));
  }

  private static Arguments other(String message, UnaryOperator<TrainingRequest.Builder> change) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest
  @MethodSource("others")
  void anotherRequestIsRefusedInALine(String message, UnaryOperator<TrainingRequest.Builder> change)
      throws Exception {
    try (EmulatedPlatform platform = start()) {
      TrainingRequest request = platform.request(platform.dataSet()).build();
      sweep(platform, request).run();

      Sweep other = sweep(platform, change.apply(request.toBuilder()).build());

      assertThatThrownBy(other::run)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("another sweep: expected " + message)
          .hasMessageEndingWith(" (%s)", file())
          .hasMessageNotContaining("planted");
      assertThat(Files.readString(file())).doesNotContain("planted");
      assertThat(platform.client().training().all()).hasSize(1);
    }
  }

  @Test
  void anotherMetricIsRefused() throws Exception {
    try (EmulatedPlatform platform = start()) {
      TrainingRequest request = platform.request(platform.dataSet()).build();
      sweep(platform, request).run();

      Sweep other =
          Sweep.builder(platform.client(), request, file())
              .space(SweepSpace.grid().values("LR", "0.1"))
              .minimize("accuracy")
              .build();

      assertThatThrownBy(other::run)
          .hasMessage(
              "another sweep: expected metric 'lowest accuracy', found 'highest accuracy' (%s)",
              file());
    }
  }

  @Test
  void ofTwoProgramsOneRunsTheSweep() throws Exception {
    try (EmulatedPlatform platform = start();
        ProcessLock lock = SweepFile.lock(file())) {
      assertThat(lock).isNotNull();
      TrainingRequest request = platform.request(platform.dataSet()).build();

      assertThatThrownBy(() -> sweep(platform, request).run())
          .hasMessage("sweep file in use: expected no other sweep, found one (%s)", file());
      assertThat(platform.client().training().all()).isEmpty();
    }
  }

  @Test
  void whatTheJobsMayUseOfTheClusterMayChange() throws Exception {
    try (EmulatedPlatform platform = start()) {
      TrainingRequest request = platform.request(platform.dataSet()).build();
      sweep(platform, request).run();

      TrainingRequest larger =
          request.toBuilder().memoryGb(2).cpu(2).memo("again").submissionId("new").build();

      assertThat(sweep(platform, larger).run().best()).isPresent();
    }
  }

  @Test
  void aFileThatIsOlderIsTakenAndKnowsItsRequestFromThenOn() throws Exception {
    try (EmulatedPlatform platform = start()) {
      TrainingRequest request = platform.request(platform.dataSet()).build();
      sweep(platform, request).run();
      String older = Files.readString(file()).replaceAll("(?s)\"request\": \\{.*?\\},", "");
      Files.writeString(file(), older);

      assertThat(sweep(platform, request).run().best()).isPresent();
      assertThat(Files.readString(file())).contains("\"request\"");
    }
  }
}
