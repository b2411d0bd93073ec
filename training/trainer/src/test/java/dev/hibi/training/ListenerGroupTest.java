package dev.hibi.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ListenerGroupTest {
  private final Runs.Log log = new Runs.Log();

  /** Cannot write after its first call. */
  private static class FullDisk implements FitListener {
    final List<Long> told = new ArrayList<>();

    @Override
    public void onCheckpoint(long step) throws IOException {
      told.add(step);
      throw new IOException("No space left on device");
    }
  }

  @Test
  void aListenerThatThrowsIsToldOnceAndLeftOut() throws IOException {
    FullDisk full = new FullDisk();
    ListenerGroup group = new ListenerGroup(List.of(full, log));

    group.onCheckpoint(1);
    group.onCheckpoint(2);

    assertThat(full.told).containsExactly(1L);
    assertThat(log.warnings)
        .containsExactly(
            "listener left out: expected ListenerGroupTest$FullDisk to go on, found 'No space left on device'");
  }

  @Test
  void whatAnEssentialListenerThrowsIsThrown() {
    FullDisk full =
        new FullDisk() {
          @Override
          public boolean isEssential() {
            return true;
          }
        };

    assertThatThrownBy(() -> new ListenerGroup(List.of(log, full)).onCheckpoint(1))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
    assertThat(log.warnings).isEmpty();
  }

  @Test
  void oneThatCannotHearOfTheOthersFailureIsLeftOutToo() throws IOException {
    FullDisk first =
        new FullDisk() {
          @Override
          public void onWarning(String message) throws IOException {
            throw new IOException("nor can I");
          }
        };
    FullDisk second = new FullDisk();
    ListenerGroup group = new ListenerGroup(List.of(second, first, log));

    group.onCheckpoint(1);

    assertThat(log.warnings)
        .containsExactly(
            "listener left out: expected ListenerGroupTest$2 to go on, found 'nor can I'",
            "listener left out: expected ListenerGroupTest$FullDisk to go on, found 'No space left on device'");
  }

  @Test
  void whatAnyListenerThrowsAtTheStartEndsTheRun() throws IOException {
    FitListener noFolder =
        new FitListener() {
          @Override
          public void onStart(RunStart start) throws IOException {
            throw new IOException("no such folder");
          }
        };

    RunStart start;
    try (NDManager manager = NDManager.newBaseManager()) {
      start =
          new RunStart(
              "2026-01-31T09:30:00Z", Runs.settings(Toy.data(manager, 4, 1), 8), 10, 0, List.of());
    }

    assertThatThrownBy(() -> new ListenerGroup(List.of(noFolder, log)).onStart(start))
        .isInstanceOf(IOException.class)
        .hasMessage("no such folder");
  }
}
