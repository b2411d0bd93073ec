package dev.hibi.dataset.archives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.dataset.ToyArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages archives at random, the same way on every run.
 *
 * <p>For longer and guided by coverage, with com.code-intelligence:jazzer on the class path:
 *
 * <pre>
 * java -cp ... com.code_intelligence.jazzer.Jazzer --target_class=dev.hibi.dataset.ZipFuzz \
 *     --instrumentation_includes=dev.hibi.** -max_total_time=600 corpus
 * </pre>
 */
final class ZipFuzzTest {
  private static final int ROUNDS = 3000;

  @TempDir Path folder;

  @Test
  void damagedArchivesFailAsDocumented() throws IOException {
    List<byte[]> seeds = seeds();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] bytes = damaged(seeds.get(random.nextInt(seeds.size())), random);
      ZipFuzz.fuzzerTestOneInput(bytes);
    }
    assertThat(seeds).hasSize(4);
  }

  /** Also writes them into the folder that the property {@code fuzz.seeds} names, for Jazzer. */
  private List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    byte[] png = ToyArchive.content("a.png");
    RawZip plain = new RawZip();
    plain.stored("a.png", png);
    plain.deflated("b/b.png", png).descriptor = true;
    seeds.add(plain.toBytes());
    RawZip wide = new RawZip();
    wide.zip64End = true;
    wide.deflated("a.png", png).zip64 = true;
    seeds.add(wide.toBytes());
    RawZip odd = new RawZip();
    odd.prefix = new byte[7];
    odd.comment = new byte[9];
    odd.stored("ひび.png", png).extra = new byte[] {0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 'a'};
    seeds.add(odd.toBytes());
    seeds.add(Files.readAllBytes(ToyArchive.zip(folder.resolve("a.zip"), "x/1.png", "x/2.jpg")));
    String property = System.getProperty("fuzz.seeds");
    for (int i = 0; property != null && i < seeds.size(); i++) {
      Files.write(Path.of(property).resolve("seed-" + i), seeds.get(i));
    }
    return seeds;
  }

  private static byte[] damaged(byte[] seed, SplittableRandom random) {
    byte[] bytes = seed.clone();
    int[] values = {0, 1, 0x7f, 0x80, 0xff};
    for (int i = random.nextInt(4); i >= 0; i--) {
      int back = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 250);
      int at = bytes.length - 1 - random.nextInt(back); // the directory is at the end
      boolean edge = random.nextBoolean();
      bytes[at] = (byte) (edge ? values[random.nextInt(values.length)] : random.nextInt(256));
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }
}
