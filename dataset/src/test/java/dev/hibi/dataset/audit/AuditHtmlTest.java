package dev.hibi.dataset.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.dataset.ZipImageFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditHtmlTest {
  @TempDir Path directory;

  @Test
  void thePageNeedsNothingElseAndEscapesNames() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("N_<b>&.jpg", Pictures.jpeg(Pictures.wall(1), 0.9));
    entries.put("N_2.jpg", Pictures.jpeg(Pictures.turnedLeft(Pictures.wall(1)), 0.9));
    entries.put("P_3.jpg", "no image".getBytes(StandardCharsets.UTF_8));

    String page = page(entries);

    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("N_&lt;b&gt;&amp;.jpg", "not an image: ", "1 image cannot be read.")
        .contains("src=\"data:image/jpeg;base64,")
        .doesNotContain("<b>&", "http:", "https:", "<script");
  }

  @Test
  void manyPairsAreCountedAndSomeShown() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      byte[] wall = Pictures.jpeg(Pictures.wall(i), 0.9);
      entries.put("N_%03d.jpg".formatted(i), wall);
      entries.put("N_%03d_copy.jpg".formatted(i), wall);
    }

    String page = page(entries);

    assertThat(page).contains("<span class=\"bad\">100</span>", "60 of them are shown.");
    assertThat(page.split("<figure>", -1)).hasSize(61);
  }

  private String page(Map<String, byte[]> entries) throws IOException {
    Path file = directory.resolve("audit.html");
    try (ZipImageFolder images =
        Planted.open(Pictures.zip(directory.resolve("images.zip"), entries))) {
      DatasetAudit audit = DatasetAudit.builder().split("train", images).build();
      AuditHtml.write(audit.run(), audit, file);
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("audit.html", "images.zip");
    }
    return Files.readString(file);
  }
}
