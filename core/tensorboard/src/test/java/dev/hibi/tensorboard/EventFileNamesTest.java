package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventFileNamesTest {
  private final Path dir;

  EventFileNamesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void theNameHasTimeHostProcessAndSuffix() throws IOException {
    assertThat(after(List.of(), 1_700_000_000)).isEqualTo("events.out.tfevents.1700000000.h.9.0.x");
    assertThat(after(List.of(), 5)).isEqualTo("events.out.tfevents.0000000005.h.9.0.x");
    assertThat(after(List.of(), -5)).isEqualTo("events.out.tfevents.0000000000.h.9.0.x");
  }

  @Test
  void aLaterSecondNeedsNoHelp() throws IOException {
    assertThat(after(List.of("events.out.tfevents.1700000000.h.10.0"), 1_700_000_001))
        .isEqualTo("events.out.tfevents.1700000001.h.9.0.x");
  }

  @Test
  void theSameSecondOrAClockThatWentBackGivesTheSecondAfterTheLast() throws IOException {
    List<String> present =
        List.of("events.out.tfevents.1700000000.h.1.0", "events.out.tfevents.1700000007.z.1.0");

    assertThat(after(present, 1_700_000_007)).isEqualTo("events.out.tfevents.1700000008.h.9.0.x");
    assertThat(after(present, 1_600_000_000)).isEqualTo("events.out.tfevents.1700000008.h.9.0.x");
  }

  @Test
  void theSameSecondAndASmallerHostIsLaterAlready() throws IOException {
    assertThat(after(List.of("events.out.tfevents.1700000000.a.1.0"), 1_700_000_000))
        .isEqualTo("events.out.tfevents.1700000000.h.9.0.x");
  }

  @Test
  void aFileThatSortsAfterAllIsAnError() {
    assertThatThrownBy(() -> after(List.of("z.tfevents"), 7))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "no room for another event file: expected names like"
                + " events.out.tfevents.0000000007.h.9.0.x, found one that sorts after all"
                + " (z.tfevents)");
    assertThatThrownBy(() -> after(List.of("events.out.tfevents.9999999999.z.1.0"), 7))
        .isInstanceOf(IOException.class);
  }

  @Test
  void eventFilesAreListedInOrderOfTheirNames() throws IOException {
    for (String name : List.of("events.out.tfevents.10.h", "events.out.tfevents.09.h", "x.txt")) {
      Files.createFile(dir.resolve(name));
    }
    Files.createDirectory(dir.resolve("a.tfevents"));

    assertThat(EventFileNames.in(dir))
        .containsExactly(
            dir.resolve("events.out.tfevents.09.h"), dir.resolve("events.out.tfevents.10.h"));
  }

  private static String after(List<String> present, long seconds) throws IOException {
    return EventFileNames.after(present.stream().map(Path::of).toList(), seconds, "h", 9, ".x");
  }
}
