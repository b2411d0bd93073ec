package dev.hibi.dataset.archives;

import dev.hibi.image.UnreadableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What any bytes whatever must not do: an exception but the documented ones, a hang, no memory.
 *
 * <p>A Jazzer target; {@link ZipFuzzTest} gives the command.
 */
public final class ZipFuzz {
  private static final ReadLimits LIMITS =
      ReadLimits.builder().maxEntryBytes(1 << 20).maxPixels(1 << 16).build();

  private static final Path FILE = temporaryFile();

  private ZipFuzz() {}

  private static Path temporaryFile() {
    try {
      Path file = Files.createTempFile("zip-fuzz", ".zip");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new IllegalStateException("no temporary file: " + e.getMessage(), e);
    }
  }

  /** Opens the bytes as an archive and decodes all its images. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    try (ImageSources sources = ImageSources.builder().add(FILE).limits(LIMITS).open()) {
      for (int i = 0; i < sources.size(); i++) {
        decode(sources, i);
      }
    } catch (MalformedDatasetException e) {
      // Documented.
    }
  }

  private static void decode(ImageSources sources, int index) throws IOException {
    try {
      sources.folder(index);
      sources.image(index);
    } catch (MalformedDatasetException | UnreadableImageException e) {
      // Documented.
    }
  }
}
