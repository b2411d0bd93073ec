package dev.hibi.client.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.client.KamonohashiException;
import dev.hibi.client.transfer.FaultyLink.Fault;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A byte that is another when it arrives is found, and an odd tag is no damage. */
@Timeout(120)
final class IntegrityTest {
  private static final int MIB = TransferBench.MIB;

  @TempDir private Path folder;
  private TransferBench bench;
  private Path target;

  @BeforeEach
  void start() throws Exception {
    bench = new TransferBench(folder);
    target = folder.resolve("target");
  }

  @AfterEach
  void stop() throws Exception {
    bench.close();
  }

  @Test
  void aPartThatArrivesOtherwiseIsSentAgain() throws Exception {
    Path file = file("a.bin", 11 * MIB);
    bench.link().fault("PUT .*partNumber=2", Fault.FLIP_REQUEST, 3 * MIB, 1);

    long id = upload(file, 5 * MIB);

    List<Path> back = Downloads.builder(bench.client()).build().data(id, target);
    assertThat(back.get(0)).hasSameBinaryContentAs(file);
    assertThat(bench.link().heads()).filteredOn(head -> head.startsWith("PUT")).hasSize(4);
  }

  @Test
  void aLinkThatAlwaysChangesAByteIsGivenUp() throws Exception {
    Path file = file("a.bin", MIB);
    bench.link().fault("PUT ", Fault.FLIP_REQUEST, 7, 100);

    assertThatThrownBy(() -> upload(file, 5 * MIB))
        .isInstanceOf(KamonohashiException.Damaged.class)
        .hasMessageMatching(
            "damaged on the way: expected MD5 [0-9a-f]{32}, found [0-9a-f]{32}"
                + " \\(PUT http://127.0.0.1:[0-9]+/platypus/Data/guid-[0-9]+.bin\\)");
    assertThat(bench.platform().data()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1000, 16", "17825792, 16", "34603008, 16", "12582912, 5", "36700160, 8"})
  void aFlippedByteOfADownloadIsAnErrorAndNoFile(int size, int partMib) throws Exception {
    Path file = file("a.bin", size);
    long id = upload(file, (long) partMib * MIB);
    bench.link().fault("GET .*", Fault.FLIP_ANSWER, 500, 1);

    assertThatThrownBy(() -> Downloads.builder(bench.client()).build().data(id, target))
        .isInstanceOf(KamonohashiException.Damaged.class)
        .hasMessageMatching(
            "damaged on the way: expected MD5 [0-9a-f]{32}-[0-9]+, found [0-9a-f]{32}"
                + " \\(GET http://127.0.0.1:[0-9]+/platypus/Data/guid-[0-9]+.bin\\)");
    assertThat(target.toFile().list()).isEmpty();

    List<Path> again = Downloads.builder(bench.client()).build().data(id, target);
    assertThat(again.get(0)).hasSameBinaryContentAs(file);
  }

  @Test
  void aFileThatWasSentAtOnceIsComparedToo() throws Exception {
    bench.platform().add(3, "a.bin", TransferBench.bytes(20 * MIB));
    bench.link().fault("GET .*", Fault.FLIP_ANSWER, 9, 1);

    assertThatThrownBy(() -> Downloads.builder(bench.client()).build().data(3, target))
        .isInstanceOf(KamonohashiException.Damaged.class);
    assertThat(target.toFile().list()).isEmpty();
  }

  @Test
  void whoDoesNotWantItGetsWhatHasCome() throws Exception {
    long id = upload(file("a.bin", 1000), 5 * MIB);
    bench.link().fault("GET .*", Fault.FLIP_ANSWER, 500, 1);

    List<Path> files = Downloads.builder(bench.client()).verify(false).build().data(id, target);

    assertThat(files.get(0)).hasSize(1000);
  }

  @Test
  void anInterruptedDownloadIsComparedAsAWhole() throws Exception {
    Path file = file("a.bin", 40 * MIB);
    long id = upload(file, 16 * MIB);
    bench.link().fault("GET .*", Fault.NONE, 0, 2);
    bench.link().fault("GET .*", Fault.STATUS, 500, 4);
    assertThatThrownBy(
            () -> Downloads.builder(bench.client()).connections(1).build().data(id, target))
        .isInstanceOf(KamonohashiException.Storage.class);
    Path part = target.resolve(".a.bin.hibi-part");
    try (FileChannel left = FileChannel.open(part, StandardOpenOption.WRITE)) {
      left.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 100); // the disk was at fault
    }

    assertThatThrownBy(() -> Downloads.builder(bench.client()).build().data(id, target))
        .isInstanceOf(KamonohashiException.Damaged.class);
    List<Path> again = Downloads.builder(bench.client()).build().data(id, target);
    assertThat(again.get(0)).hasSameBinaryContentAs(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"tag\"",
        "\"00000000000000000000000000000000-1\"",
        "\"9e107d9d372bb6826bd81d3542a419d6-0\"",
        "W/\"9e107d9d372bb6826bd81d3542a419d6\"",
        "\"9e107d9d372bb6826bd81d3542a419d\""
      })
  void tagsOfAnotherKindTellNothing(String tag) {
    assertThat(ContentTag.of(headers(Map.of("ETag", List.of(tag))))).isEmpty();
  }

  @Test
  void ofEncryptedObjectsTheTagTellsNothing() {
    String tag = "\"9e107d9d372bb6826bd81d3542a419d6\"";
    assertThat(ContentTag.of(headers(Map.of("ETag", List.of(tag))))).isPresent();
    assertThat(
            ContentTag.of(
                headers(
                    Map.of(
                        "ETag", List.of(tag), "X-Amz-Server-Side-Encryption", List.of("aws:kms")))))
        .isEmpty();
  }

  @Test
  void partsOfASizeThatNobodyUsesTellNothing() throws Exception {
    Path file = file("a.bin", 11 * MIB);
    try (FileChannel channel = FileChannel.open(file)) {
      ContentTag tag = new ContentTag("9e107d9d372bb6826bd81d3542a419d6", 9000);
      assertThat(tag.mismatch(channel, Map.of())).isEmpty();
    }
  }

  @Test
  void theTagOfAnEmptyFileIsKnown() throws Exception {
    Path file = Files.createFile(folder.resolve("empty"));
    try (FileChannel channel = FileChannel.open(file)) {
      ContentTag right = new ContentTag("d41d8cd98f00b204e9800998ecf8427e", 0);
      assertThat(right.mismatch(channel, Map.of())).isEqualTo(Optional.empty());
    }
  }

  private static HttpHeaders headers(Map<String, List<String>> headers) {
    return HttpHeaders.of(headers, (name, value) -> true);
  }

  private Path file(String name, int size) throws Exception {
    return Files.write(folder.resolve(name), TransferBench.bytes(size));
  }

  private long upload(Path file, long partSize) throws Exception {
    return DataUpload.builder(bench.client(), "x").partSize(partSize).file(file).build().run();
  }
}
