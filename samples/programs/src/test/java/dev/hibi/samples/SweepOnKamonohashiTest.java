package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.api.DataSetApi;
import dev.hibi.client.job.SweepResult;
import dev.hibi.client.transfer.DataUpload;
import dev.hibi.emulator.EmulatedJob;
import dev.hibi.emulator.Emulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sweep runs on an emulated platform, whose jobs are good at one setting. */
@Timeout(120)
final class SweepOnKamonohashiTest {
  @TempDir Path directory;

  @Test
  void everySettingIsTriedAndTheBestIsFound() throws Exception {
    try (Emulator platform =
        Emulator.builder(directory.resolve("platform"))
            .user("me", "password")
            .startDelay(Duration.ofMillis(10))
            .program(SweepOnKamonohashiTest::train)
            .start()) {
      KamonohashiClient client =
          KamonohashiClient.builder(platform.uri()).login("me", "password").build();
      Path photographs = Files.writeString(directory.resolve("photographs"), "crack");
      long data = DataUpload.builder(client, "bridge").file(photographs).build().run();
      long dataSet =
          client
              .dataSets()
              .create(DataSetApi.Create.typed("bridges", Map.of("training", List.of(data))))
              .id();

      SweepResult result =
          SweepOnKamonohashi.sweep(client, dataSet, directory.resolve("sweep.json"));

      assertThat(result.trials()).hasSize(4);
      assertThat(result.best().orElseThrow().options())
          .isEqualTo(Map.of("LEARNING_RATE", "0.003", "BATCH_SIZE", "16"));
    }
  }

  private static int train(EmulatedJob job) throws Exception {
    boolean good =
        "0.003".equals(job.environment().get("LEARNING_RATE"))
            && "16".equals(job.environment().get("BATCH_SIZE"));
    job.write("hibi/metrics.jsonl", "{\"epoch\":1,\"accuracy\":" + (good ? 0.9 : 0.8) + "}\n");
    return 0;
  }
}
