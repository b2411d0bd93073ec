package dev.hibi.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hibi.tensorboard.RunEvent;
import dev.hibi.tensorboard.RunScalars;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchAnyProgramTest {
  @TempDir Path directory;

  @Test
  void theNumbersOfAProgramAreCurves() throws IOException {
    WatchAnyProgram.main(directory.toString());

    List<RunEvent.Scalar> estimates =
        RunScalars.read(directory.resolve("darts")).get("pi/estimate");
    assertThat(estimates).hasSize(100);
    assertThat((double) estimates.get(99).value()).isCloseTo(Math.PI, within(0.01));
  }
}
