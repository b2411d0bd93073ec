package dev.hibi.dataset.archives;

import dev.hibi.image.ImageRows;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A zip archive among this machine's files.
 *
 * <p>Owns nothing that must be closed: {@link OpenFiles} holds its file.
 */
final class ZipArchive implements Container {
  private final Path path;
  private final ArchiveFile file;
  private final ZipEntries entries;
  private final long excess;

  private ZipArchive(Path path, ArchiveFile file, ReadLimits limits, ZipEnd end) {
    this.path = path;
    this.file = file;
    this.entries = new ZipEntries(path.toString(), file, limits, end.start());
    this.excess = end.excess();
  }

  /**
   * Reads an archive's directory, as {@link ZipEntries#list} does.
   *
   * @throws MalformedDatasetException if it is no zip archive, or broken
   */
  static ZipArchive open(
      Path path,
      OpenFiles files,
      ReadLimits limits,
      @Nullable Charset charset,
      ZipEntries.Wanted wanted,
      BiConsumer<String, ZipDirectory> images)
      throws IOException {
    ArchiveFile file = new ArchiveFile(path, files);
    ZipEnd end = ZipEntries.list(path.toString(), file, charset, wanted, images);
    return new ZipArchive(path, file, limits, end);
  }

  /** What a user should know of an archive that is read nevertheless; empty if nothing. */
  Optional<String> warning() {
    if (excess == 0) {
      return Optional.empty();
    }
    return Optional.of(
        (excess > 0
            ? "bytes after the archive: expected its end at %d, found %d more, passed over (%s)"
                .formatted(file.size() - excess, excess, path)
            : "cut comment: expected %d more bytes of the archive's comment, found none (%s)"
                .formatted(-excess, path)));
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public void read(ImageIndex index, int image, ReadBuffer buffer) throws IOException {
    entries.read(index, image, buffer);
  }

  @Override
  public ImageRows rows(ImageIndex index, int image, int maxPixels) throws IOException {
    try (ReadBuffer buffer = new ReadBuffer()) {
      read(index, image, buffer);
      return ImageRows.open(buffer.take(), nameOf(index.path(image)), maxPixels);
    }
  }

  @Override
  public int crc32(ImageIndex index, int image) {
    return index.crc32(image);
  }

  @Override
  public String nameOf(String entry) {
    return path + "!" + entry;
  }

  @Override
  public String topFolder() {
    return "";
  }
}
