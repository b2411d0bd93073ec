package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;

final class EventFileReaderTest {
  private static final Instant NOW = Instant.parse("2023-11-14T22:13:20.500Z");
  private static final byte[] THREE_RECORDS = HexFormat.of().parseHex(SummaryWriterTest.GOLDEN);
  private static final int SECOND = 40;
  private static final int THIRD = 69;

  private final Path dir;
  private final Path file;

  EventFileReaderTest(@TempDir Path dir) {
    this.dir = dir;
    this.file = dir.resolve("events.out.tfevents.1");
  }

  @Test
  void goldenBytesAreRead() throws IOException {
    Files.write(file, THREE_RECORDS);

    assertThat(EventFileReader.read(file))
        .containsExactly(
            new RunEvent.FileVersion(NOW, 0, "brain.Event:2"),
            new RunEvent.SessionStart(NOW, 0),
            new RunEvent.Scalar(NOW, 300, "loss", 0.25f));
  }

  @Test
  void aFileCutAnywhereIsReadUpToTheCutAndReported() throws IOException {
    for (int length = 0; length < THREE_RECORDS.length; length++) {
      Files.write(file, Arrays.copyOf(THREE_RECORDS, length));
      int whole = length < SECOND ? 0 : length < THIRD ? 1 : 2;
      int start = List.of(0, SECOND, THIRD).get(whole);

      try (EventFileReader reader = EventFileReader.open(file)) {
        for (int i = 0; i < whole; i++) {
          assertThat(reader.next()).isPresent();
        }
        assertThat(reader.next()).isEmpty();
        assertThat(reader.next()).isEmpty();
        assertThat(reader.tornTails())
            .isEqualTo(
                length == start ? List.of() : List.of(new TornTail(file, start, length - start)));
      }
    }
  }

  @Test
  void aChangedByteAnywhereIsAnErrorThatNamesThePlace() throws IOException {
    for (int i = 0; i < THREE_RECORDS.length; i++) {
      byte[] damaged = THREE_RECORDS.clone();
      damaged[i] ^= 0x10;
      Files.write(file, damaged);
      int start = i < SECOND ? 0 : i < THIRD ? SECOND : THIRD;

      assertThatThrownBy(() -> EventFileReader.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("bad checksum of a record's ")
          .hasMessageEndingWith("(" + file + ", record at byte " + start + ")");
    }
  }

  @Test
  void zerosToTheEndAreATornTailWhereverTheyBegin() throws IOException {
    for (int zerosFrom : new int[] {SECOND, SECOND + 8, THIRD - 4, THIRD, THREE_RECORDS.length}) {
      byte[] bytes = Arrays.copyOf(THREE_RECORDS, THREE_RECORDS.length + 300_000);
      Arrays.fill(bytes, zerosFrom, bytes.length, (byte) 0);
      Files.write(file, bytes);
      int start = zerosFrom < THIRD ? SECOND : zerosFrom;

      try (EventFileReader reader = EventFileReader.open(file)) {
        assertThat(reader.events()).hasSize(start == SECOND ? 1 : start == THIRD ? 2 : 3);
        assertThat(reader.tornTails())
            .containsExactly(new TornTail(file, start, bytes.length - start));
      }
    }
  }

  @Test
  void zerosBeforeOtherBytesAreAnError() throws IOException {
    byte[] bytes = Arrays.copyOf(THREE_RECORDS, THREE_RECORDS.length + 300_000);
    bytes[bytes.length - 1] = 1;
    Files.write(file, bytes);

    assertThatThrownBy(() -> EventFileReader.read(file))
        .isInstanceOf(MalformedEventFileException.class)
        .hasMessage(
            "bad checksum of a record's length: expected 07980329, found 00000000 (%s, record at"
                    .formatted(file)
                + " byte 112)");
  }

  @Test
  void aRecordThatIsNoEventIsAnError() throws IOException {
    Files.write(file, new EventFileBytes().version().record(new byte[] {0x0a, 0x7f}).toBytes());

    assertThatThrownBy(() -> EventFileReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad event: expected a message of type tensorflow.Event, found 2 other bytes (%s,"
                    .formatted(file)
                + " record at byte 40)");
  }

  @Test
  void aDirectorysFilesAreReadInOrderPastATornTail() throws IOException {
    Path second = dir.resolve("events.out.tfevents.2");
    Files.write(second, THREE_RECORDS);
    Files.write(file, Arrays.copyOf(THREE_RECORDS, THIRD + 5));
    Files.writeString(dir.resolve("notes.txt"), "no events");

    try (EventFileReader reader = EventFileReader.open(dir)) {
      for (int i = 0; i < 5; i++) {
        assertThat(reader.next()).isPresent();
      }

      assertThat(reader.next()).isEmpty();
      assertThat(reader.tornTails()).containsExactly(new TornTail(file, THIRD, 5));
    }
  }

  @Test
  void aDirectoryWithoutEventFilesHasNoEvents() throws IOException {
    assertThat(EventFileReader.read(dir)).isEmpty();
  }

  @Test
  void aPathWhereNothingIsIsAnError() {
    assertThatThrownBy(() -> EventFileReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("no event file: expected a file or directory, found none (" + file + ")");
  }

  @Test
  void aDamagedFileIsGivenUpAndTheNextOneRead() throws IOException {
    byte[] damaged = THREE_RECORDS.clone();
    damaged[THIRD + 20] ^= 1;
    Files.write(file, damaged);
    Files.write(dir.resolve("events.out.tfevents.2"), THREE_RECORDS);

    try (EventFileReader reader = EventFileReader.open(dir)) {
      assertThat(reader.next()).isPresent();
      assertThat(reader.next()).isPresent();
      assertThatThrownBy(reader::next)
          .isInstanceOfSatisfying(
              MalformedEventFileException.class,
              e -> {
                assertThat(e.file()).isEqualTo(file);
                assertThat(e.offset()).isEqualTo(THIRD);
              });
      assertThat(reader.events()).hasSize(3);
      Files.write(file, THREE_RECORDS);
      assertThat(reader.next()).isEmpty();
      assertThat(reader.tornTails()).isEmpty();
    }
  }

  @Test
  void aLengthThatIsOnlyClaimedTakesNoMemory() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(2_147_000_000).putInt(EventFileBytes.masked(header.array(), 0, 8));
    Files.write(file, new EventFileBytes().version().raw(header.array()).raw((byte) 1).toBytes());

    try (EventFileReader reader = EventFileReader.open(file)) {
      assertThat(reader.events()).hasSize(1);
      assertThat(reader.tornTails()).containsExactly(new TornTail(file, 40, 13));
    }
  }

  @Test
  void aLengthBeyondTwoGibibytesIsAnError() throws IOException {
    ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(1L << 31).putInt(EventFileBytes.masked(header.array(), 0, 8));
    Files.write(file, header.array());

    assertThatThrownBy(() -> EventFileReader.read(file))
        .isInstanceOf(MalformedEventFileException.class)
        .hasMessage(
            "unsupported record: expected less than 2 GiB, found 2147483648 bytes (%s, record at"
                    .formatted(file)
                + " byte 0)");
  }

  @Test
  void recordsOfAnySizeStandBesideEachOther() throws IOException {
    EventFileBytes bytes = new EventFileBytes().version();
    int[] sizes = {0, 131_000, 131_072, 5_000_000, 1, 200_000, 100_000, 100_000};
    for (int size : sizes) {
      bytes.value(size, text("x".repeat(size)));
    }
    Files.write(file, bytes.toBytes());

    assertThat(EventFileReader.read(file).subList(1, 1 + sizes.length))
        .isEqualTo(
            IntStream.of(sizes)
                .mapToObj(size -> new RunEvent.Text(NOW, size, "t", "x".repeat(size)))
                .toList());
  }

  @Test
  void aClosedReaderIsRefused() throws IOException {
    Files.write(file, THREE_RECORDS);
    EventFileReader reader = EventFileReader.open(file);
    assertThat(reader.next()).isPresent();
    reader.close();
    reader.close();

    assertThatThrownBy(reader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("closed reader: expected an open one (" + file + ")");
  }

  private static Summary.Value.Builder text(String text) {
    return Summary.Value.newBuilder()
        .setTag("t")
        .setMetadata(
            SummaryMetadata.newBuilder()
                .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName("text")))
        .setTensor(
            TensorProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .addStringVal(ByteString.copyFromUtf8(text)));
  }
}
