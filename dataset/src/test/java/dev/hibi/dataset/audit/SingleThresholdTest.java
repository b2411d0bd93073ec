package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.dataset.ZipImageFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SingleThresholdTest {
  @TempDir Path directory;

  private ZipImageFolder walls(String name, int first, int perClass) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = first; i < first + perClass; i++) {
      entries.put("N_%d.jpg".formatted(i), Pictures.jpeg(Pictures.wall(i), 0.9));
      entries.put(
          "P_%d.jpg".formatted(i),
          Pictures.jpeg(Pictures.contrasted(Pictures.wall(100 + i), 2), 0.9));
    }
    return Planted.open(Pictures.zip(directory.resolve(name), entries));
  }

  @Test
  void contrastTellsContrastedWalls() throws IOException {
    try (ZipImageFolder train = walls("train.zip", 0, 4);
        ZipImageFolder test = walls("test.zip", 50, 3)) {
      SingleThreshold threshold = SingleThreshold.onContrast(train, test);

      assertThat(threshold.measure()).isEqualTo("contrast");
      assertThat(threshold.below()).isEqualTo("N");
      assertThat(threshold.above()).isEqualTo("P");
      assertThat(threshold.trainAccuracy()).isEqualTo(1);
      assertThat(threshold.accuracy()).isEqualTo(threshold.testAccuracy().orElseThrow());
      assertThat(threshold.majority()).isEqualTo(0.5);
    }
  }

  @Test
  void anAuditTellsTheSame() throws IOException {
    try (ZipImageFolder train = walls("train.zip", 0, 4);
        ZipImageFolder test = walls("test.zip", 50, 3)) {
      AuditReport report =
          DatasetAudit.builder().split("train", train).split("test", test).build().run();

      assertThat(report.thresholds()).contains(SingleThreshold.onContrast(train, test));
    }
  }
}
