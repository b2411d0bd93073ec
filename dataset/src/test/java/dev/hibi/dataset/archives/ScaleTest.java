package dev.hibi.dataset.archives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScaleTest {
  private static final int MILLION = 1_000_000;
  private static final int LOCAL_BYTES = 30 + 17 + 1;

  @TempDir Path folder;

  @Test
  void millionEntriesCostLessThanAHundredBytesEach() throws IOException {
    Path file = folder.resolve("million.zip");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      writeMillion(out);
    }

    try (ImageSources sources = ImageSources.open(file)) {
      assertThat(sources.size()).isEqualTo(MILLION);
      assertThat(sources.entry(765_432)).isEqualTo("train/0765432.png");
      assertThat(sources.folder(765_432)).isEqualTo("train");
      assertThat(sources.bytes(765_432)).containsExactly((byte) 765_432);
      assertThat(sources.indexBytes() / (double) MILLION).isLessThan(100);
    }
  }

  private static void writeMillion(OutputStream out) throws IOException {
    int[] crcs = new int[256];
    for (int i = 0; i < crcs.length; i++) {
      crcs[i] = RawZip.crc(new byte[] {(byte) i});
    }
    byte[] name = "train/0000000.png".getBytes(StandardCharsets.US_ASCII);
    byte[] localBytes = new byte[LOCAL_BYTES];
    ByteBuffer local = ByteBuffer.wrap(localBytes).order(ByteOrder.LITTLE_ENDIAN);
    local.putInt(0x04034b50).putInt(18, 1).putInt(22, 1);
    local.putShort(26, (short) name.length);
    for (int i = 0; i < MILLION; i++) {
      number(i, name);
      local.putInt(14, crcs[i & 0xff]).put(30, name).put(47, (byte) i);
      out.write(localBytes);
    }
    byte[] headerBytes = new byte[46 + 17];
    ByteBuffer header = ByteBuffer.wrap(headerBytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0x02014b50).putInt(20, 1).putInt(24, 1);
    header.putShort(28, (short) name.length);
    for (int i = 0; i < MILLION; i++) {
      number(i, name);
      header.putInt(16, crcs[i & 0xff]).putInt(42, i * LOCAL_BYTES).put(46, name);
      out.write(headerBytes);
    }
    out.write(
        RawZip.end64(
            MILLION * (LOCAL_BYTES + 63L), MILLION, MILLION * 63L, MILLION * (long) LOCAL_BYTES));
    out.write(RawZip.bytes(22).putInt(0x06054b50).array());
  }

  private static void number(int i, byte[] name) {
    int rest = i;
    for (int at = 12; at >= 6; at--) {
      name[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  @Test
  void tenThousandShardsNeedFewOpenFiles() throws IOException {
    for (int i = 0; i < 10_000; i++) {
      RawZip zip = new RawZip();
      zip.stored("P_%05d.png".formatted(i), new byte[] {(byte) i});
      zip.write(folder.resolve("shard-%05d.zip".formatted(i)));
    }

    try (ImageSources sources = ImageSources.open(folder)) {
      assertThat(sources.size()).isEqualTo(10_000);
      IntStream.range(0, 10_000).parallel().forEach(i -> assertShard(sources, i));
      assertThat(sources.openArchives()).isEqualTo(OpenFiles.LIMIT);
    }
  }

  private static void assertShard(ImageSources sources, int i) {
    try {
      assertThat(sources.entry(i)).isEqualTo("P_%05d.png".formatted(i));
      assertThat(sources.bytes(i)).containsExactly((byte) i);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
