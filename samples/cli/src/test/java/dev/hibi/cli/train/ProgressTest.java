package dev.hibi.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.cli.console.ConsoleWriter;
import dev.hibi.cli.console.ProgressBar;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a person at a terminal sees, and what is in a log. */
final class ProgressTest {
  private final StringWriter text = new StringWriter();
  private final ConsoleWriter out = ConsoleWriter.to(new PrintWriter(text, true));

  private Progress progress(boolean terminal) {
    return new Progress(
        3, out, out, terminal ? Optional.of(ProgressBar.on(out, 20)) : Optional.empty());
  }

  @Test
  void onATerminalABarMovesAndGivesWayToLines() throws IOException {
    Progress progress = progress(true);

    progress.onFeatures("training", 0, 64);
    progress.onFeatures("training", 32, 64);
    progress.onFeatures("training", 64, 64);
    progress.onWarning("something is odd");
    progress.onStep(2, 14, 10, 0.25, 0.001);
    progress.onStep(2, 20, 10, 0.125, 0.001); // the last of an epoch is drawn at once

    assertThat(text.toString().replaceAll("[0-9]+ images/s", "9 images/s"))
        .startsWith(
            "\r[##########          ] features of training data, 9 images/s, 0:00 left\u001b[K"
                + "\r\u001b[K\rfeatures  training 64 of 64, 9 images/s%n".formatted()
                + "hibi: warning: something is odd%n".formatted())
        .containsPattern(
            "\r\\[####################\\] epoch 2/3, 9 images/s, loss 0\\.1250, [0-9:]+ left"
                + "\u001b\\[K$");
  }

  @Test
  void elsewhereThereAreLinesAlone() throws IOException {
    Progress progress = progress(false);

    progress.onFeatures("test", 0, 64);
    progress.onFeatures("test", 32, 64);
    progress.onFeatures("test", 64, 64);
    progress.onStep(1, 10, 10, 0.25, 0.001);

    assertThat(text.toString()).matches("features  test 64 of 64, [0-9]+ images/s\\R");
  }

  @Test
  void timesAreAsOnAClock() {
    assertThat(ProgressBar.time(6.6)).isEqualTo("0:07");
    assertThat(ProgressBar.time(754)).isEqualTo("12:34");
    assertThat(ProgressBar.time(3900)).isEqualTo("1:05:00");
  }
}
