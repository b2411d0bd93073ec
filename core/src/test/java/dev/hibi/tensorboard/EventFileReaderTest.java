package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void trailingZerosAreAnError() throws IOException {
    Files.write(file, Arrays.copyOf(THREE_RECORDS, THREE_RECORDS.length + 512));

    assertThatThrownBy(() -> EventFileReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad checksum of a record's length: expected 07980329, found 00000000 (%s, record at"
                    .formatted(file)
                + " byte 112)");
  }

  @Test
  void aRecordThatIsNoEventIsAnError() throws IOException {
    RecordBlock block = new RecordBlock();
    int at = block.begin(2);
    block.bytes()[at] = 0x0a;
    block.bytes()[at + 1] = 0x7f;
    block.finish(2);
    Files.write(file, Arrays.copyOf(block.bytes(), block.size()));

    assertThatThrownBy(() -> EventFileReader.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "bad event: expected a message of type tensorflow.Event, found 2 other bytes (%s,"
                    .formatted(file)
                + " record at byte 0)");
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

  /**
   * What PyTorch 2.7.1 wrote, without its first record, for: {@code w.add_scalar('a', 0.5, 3);
   * w.add_scalar('b', 2, 4, new_style=True); w.add_text('c', 'hi', 5); w.add_image('d',
   * np.zeros((1, 1, 1), np.uint8), 6)}.
   */
  @Test
  void otherWritersFilesAreRead() throws IOException {
    Files.write(file, HexFormat.of().parseHex(PYTORCH));

    assertThat(EventFileReader.read(file))
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("wallTime")
        .containsExactly(
            new RunEvent.Scalar(NOW, 3, "a", 0.5f),
            new RunEvent.Scalar(NOW, 4, "b", 2f),
            new RunEvent.Text(NOW, 5, "c/text_summary", "hi"),
            new RunEvent.Other(NOW, 6, "d", "image"));
  }

  private static final String PYTORCH =
      "1700000000000000e7cef81e09aecea796f2c0da4110032a0a0a080a0161150000003f05ff8441290000"
          + "000000000037ff5f0009f1cfa796f2c0da4110042a1c0a1a0a0162420808012a04000000404a0b0a090a"
          + "077363616c617273b1a44e103700000000000000e7e8ca5909b2d0a796f2c0da4110052a2a0a280a0e63"
          + "2f746578745f73756d6d617279420c0807120412020801420268694a080a060a04746578741f50e83061"
          + "00000000000000008f9064097bb6aa96f2c0da4110062a540a520a0164224d080110011803224589504e"
          + "470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360"
          + "6060000000040001f61738550000000049454e44ae42608268971831";
}
