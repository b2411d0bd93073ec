package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunScalarsTest {
  private final Path dir;

  RunScalarsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void tagsAreSortedAndKeepTheirPoints() throws IOException {
    write(new EventFileBytes().version().scalar("b", 0, 1).scalar("a", 0, 2).scalar("b", 1, 3));

    assertThat(RunScalars.read(dir))
        .containsExactly(
            Map.entry("a", List.of(new RunEvent.Scalar(EventFileBytes.NOW, 0, "a", 2))),
            Map.entry(
                "b",
                List.of(
                    new RunEvent.Scalar(EventFileBytes.NOW, 0, "b", 1),
                    new RunEvent.Scalar(EventFileBytes.NOW, 1, "b", 3))));
  }

  @Test
  void aLaterStartVoidsAllTagsFromItsStepOn() throws IOException {
    write(new EventFileBytes().start(0).scalar("a", 1, 1).scalar("a", 2, 2).scalar("b", 3, 3));
    write(new EventFileBytes().start(2).scalar("a", 5, 4));

    assertThat(steps()).isEqualTo(Map.of("a", List.of(1L, 5L)));
  }

  @Test
  void theFirstStartOfARunCountsToo() throws IOException {
    write(new EventFileBytes().scalar("a", 1, 1).scalar("a", 2, 2));
    write(new EventFileBytes().start(2));

    assertThat(steps()).isEqualTo(Map.of("a", List.of(1L)));
  }

  @Test
  void aLaterValueVoidsThoseOfItsTagWithTheSameStepOrALaterOne() throws IOException {
    write(new EventFileBytes().scalar("a", 1, 1).scalar("a", 2, 2).scalar("a", 3, 3));
    write(new EventFileBytes().scalar("b", 9, 9).scalar("a", 2, 4));

    assertThat(steps()).isEqualTo(Map.of("a", List.of(1L, 2L), "b", List.of(9L)));
    assertThat(RunScalars.read(dir))
        .hasEntrySatisfying("a", points -> assertThat(points.get(1).value()).isEqualTo(4));
  }

  @Test
  void aRunThatWasStartedAfreshVoidsAllThatStandsInItsDirectory() throws IOException {
    for (int run = 0; run < 2; run++) {
      try (SummaryWriter writer = SummaryWriter.builder(dir).build()) {
        writer.scalar("run" + run, 1, 7);
      }
    }

    assertThat(steps()).isEqualTo(Map.of("run1", List.of(7L)));
  }

  @Test
  void aTornTailIsNoErrorButDamageIs() throws IOException {
    byte[] bytes = new EventFileBytes().scalar("a", 1, 1).scalar("a", 2, 2).toBytes();
    Path file = Files.write(dir.resolve("tfevents"), Arrays.copyOf(bytes, bytes.length - 1));

    assertThat(steps()).isEqualTo(Map.of("a", List.of(1L)));

    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> RunScalars.read(dir)).isInstanceOf(MalformedEventFileException.class);
  }

  @Test
  void copiesAreNotChangedByLaterEvents() {
    RunScalars scalars = new RunScalars();
    scalars.add(new RunEvent.Scalar(EventFileBytes.NOW, 0, "a", 1));
    Map<String, List<RunEvent.Scalar>> before = scalars.byTag();

    scalars.add(new RunEvent.SessionStart(EventFileBytes.NOW, 0));

    assertThat(before).containsOnlyKeys("a");
    assertThat(scalars.byTag()).isEmpty();
  }

  private Map<String, List<Long>> steps() throws IOException {
    return RunScalars.read(dir).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> e.getValue().stream().map(RunEvent.Scalar::step).toList()));
  }

  private void write(EventFileBytes bytes) throws IOException {
    int number = EventFileNames.in(dir).size();
    Files.write(dir.resolve("tfevents." + number), bytes.toBytes());
  }
}
