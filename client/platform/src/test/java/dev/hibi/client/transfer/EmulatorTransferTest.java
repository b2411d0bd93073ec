package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.client.EmulatedPlatform;
import dev.hibi.client.api.DataSetApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EmulatorTransferTest {
  @TempDir private Path folder;

  @Test
  void whatIsUploadedIsDownloadedAgainAsADataSet() throws Exception {
    byte[] content = new byte[20 << 20];
    new Random(5).nextBytes(content);
    Path large = Files.write(folder.resolve("train 橋.bin"), content);
    Path small = Files.writeString(folder.resolve("notes.txt"), "a wall");
    try (EmulatedPlatform platform =
        EmulatedPlatform.start(EmulatedPlatform.builder(folder.resolve("state")))) {
      long id =
          DataUpload.builder(platform.client(), "bridge")
              .files(List.of(large, small))
              .build()
              .run();
      DataSetApi sets = platform.client().dataSets();
      long set = sets.create(DataSetApi.Create.typed("set", Map.of("training", List.of(id)))).id();

      List<Path> files =
          Downloads.builder(platform.client()).build().dataSet(set, folder.resolve("input"));

      assertThat(files).first().asString().endsWith("/training/" + id + "/notes.txt");
      assertThat(files.get(0)).hasContent("a wall");
      assertThat(files.get(1)).hasBinaryContent(content);
    }
  }
}
