package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.RetryPolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class TransferRoundTripTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyByteIsRightWhateverGoesWrong(long seed, @TempDir Path folder) throws Exception {
    Random random = new Random(seed);
    try (TransferBench bench = new TransferBench(folder)) {
      List<Path> files = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        files.add(bench.file("f" + i, 1 + random.nextInt(20 * TransferBench.MIB)));
      }
      bench.link().chaos(seed, 0.3);
      KamonohashiClient client =
          bench
              .platform()
              .client()
              .retries(new RetryPolicy(12, Duration.ZERO, Duration.ZERO))
              .build();

      long id = DataUpload.builder(client, "all").partSize(5 << 20).files(files).build().run();
      List<Path> back = Downloads.builder(client).build().data(id, folder.resolve("back"));

      for (int i = 0; i < files.size(); i++) {
        assertThat(TransferBench.sha256(back.get(i))).isEqualTo(TransferBench.sha256(files.get(i)));
      }
    }
  }
}
