package dev.hibi.cli.concrete;

import dev.hibi.WholeFiles;
import dev.hibi.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Zip archives of {@link DrawnConcrete} in the form of KAMONOHASHI's crack tutorial: JPEG files
 * named {@code train/P_00001.jpg} (cracked) and {@code train/N_00001.jpg} (sound), or {@code
 * test/...}; sorted by name, of equal number in both classes.
 *
 * <p>Test pictures are numbered from {@value #FIRST_TEST_NUMBER} while they are drawn, so no
 * picture is in both archives, and the test archive stays the same when the training archive grows.
 *
 * <p>Equal arguments give equal files: entries are stored, not deflated (JPEG wouldn't shrink),
 * with one fixed time. A file appears whole or not at all, and replaces what was there.
 *
 * <p>Thread-safe; pictures are drawn on all cores.
 */
public final class DrawnArchive {
  /** Edge of the pictures in pixels. */
  public static final int PICTURE_SIZE = 96;

  /** Most pictures of a class: five digits, shared by the training and the test archive. */
  public static final int MAX_COUNT = 50_000;

  private static final int FIRST_TEST_NUMBER = 50_001;
  private static final float JPEG_QUALITY = 0.9f;
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

  /** Pictures that are held in memory at a time. */
  private static final int CHUNK = 512;

  private final String folder;
  private final int firstNumber;
  private final long seed;

  private DrawnArchive(String folder, int firstNumber, long seed) {
    this.folder = folder;
    this.firstNumber = firstNumber;
    this.seed = seed;
  }

  /** The training archive of a seed. */
  public static DrawnArchive train(long seed) {
    return new DrawnArchive("train", 1, seed);
  }

  /** The test archive of a seed; none of its pictures is in the training archive. */
  public static DrawnArchive test(long seed) {
    return new DrawnArchive("test", FIRST_TEST_NUMBER, seed);
  }

  /**
   * Draws and writes the archive.
   *
   * @param zip the file; its folder is made if need be
   * @param countPerClass number of cracked and of sound pictures, 1 to {@link #MAX_COUNT}
   * @throws IllegalArgumentException if the count is out of range
   * @throws IOException if the file cannot be written; then there is none, or the one before
   */
  public void write(Path zip, int countPerClass) throws IOException {
    if (countPerClass < 1 || countPerClass > MAX_COUNT) {
      throw new IllegalArgumentException(
          "bad number of pictures: expected 1 to %d, found %d".formatted(MAX_COUNT, countPerClass));
    }
    Path target = zip.toAbsolutePath();
    Files.createDirectories(target.resolveSibling(""));
    WholeFiles.writeFile(
        target, channel -> write(Channels.newOutputStream(channel), countPerClass));
  }

  private void write(OutputStream file, int countPerClass) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(file, 1 << 16));
    zip.setMethod(ZipOutputStream.STORED);
    for (boolean cracked : new boolean[] {false, true}) {
      for (int start = 0; start < countPerClass; start += CHUNK) {
        List<byte[]> chunk = draw(cracked, start, Math.min(CHUNK, countPerClass - start));
        for (int i = 0; i < chunk.size(); i++) {
          add(zip, entryName(cracked, start + i + 1), chunk.get(i));
        }
      }
    }
    zip.finish();
    zip.flush();
  }

  private String entryName(boolean cracked, int number) {
    return String.format(Locale.ROOT, "%s/%s_%05d.jpg", folder, cracked ? "P" : "N", number);
  }

  private List<byte[]> draw(boolean cracked, int start, int count) {
    return IntStream.range(start, start + count)
        .parallel()
        .mapToObj(i -> DrawnConcrete.draw(seed, firstNumber + i, cracked, PICTURE_SIZE))
        .map(DrawnArchive::jpeg)
        .toList();
  }

  private static void add(ZipOutputStream zip, String name, byte[] file) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(file);
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(ENTRY_TIME);
    entry.setSize(file.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(file);
    zip.closeEntry();
  }

  /** By the JDK's own encoder, whose arithmetic is whole numbers. */
  private static byte[] jpeg(RgbImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(JPEG_QUALITY);
      BufferedImage picture = image.toBufferedImage();
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused a picture", e);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }
}
