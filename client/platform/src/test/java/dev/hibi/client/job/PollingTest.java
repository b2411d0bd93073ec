package dev.hibi.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PollingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final FakeTime time = new FakeTime();

  private static Polling.Look<String, RuntimeException> looks(String... seen) {
    Iterator<String> rest = List.of(seen).iterator();
    return () -> Optional.of(rest.next()).filter(word -> !word.isEmpty());
  }

  @Test
  void looksBeforeTheFirstPauseAndAfterEach() throws Exception {
    assertThat(time.polling().until(SECOND, looks("at once"))).isEqualTo("at once");
    assertThat(time.pauses()).isEmpty();

    assertThat(time.polling().until(SECOND, looks("", "", "there"))).isEqualTo("there");
    assertThat(time.pauses()).containsExactly(SECOND, SECOND);
  }

  @Test
  void aDeadlineIsNotOversleptAndHasALookAtItsEnd() throws Exception {
    Duration deadline = Duration.ofMillis(2500);

    assertThat(time.polling().within(deadline, SECOND, looks("", "", "", "at the end")))
        .contains("at the end");

    assertThat(time.pauses()).containsExactly(SECOND, SECOND, Duration.ofMillis(500));
    assertThat(time.polling().within(deadline, SECOND, looks("", "", "", ""))).isEmpty();
    assertThat(time.polling().within(Duration.ZERO, SECOND, looks(""))).isEmpty();
  }

  @Test
  void whatALookThrowsEndsIt() {
    assertThatThrownBy(
            () ->
                time.polling()
                    .until(
                        SECOND,
                        () -> {
                          throw new IOException("no file");
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("no file");
  }

  @Test
  void anInterruptEndsTheWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Polling.REAL.until(Duration.ofHours(1), Optional::empty))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void patienceIsOverWhenSomethingHasLastedForSoLong() throws Exception {
    Patience patience = new Patience(time, Duration.ofSeconds(2));
    assertThat(patience.isOver()).isFalse();
    time.polling().pause().pause(SECOND);
    assertThat(patience.isOver()).isFalse();
    time.polling().pause().pause(SECOND);
    assertThat(patience.isOver()).isTrue();

    patience.renew();
    assertThat(patience.isOver()).isFalse();
  }
}
