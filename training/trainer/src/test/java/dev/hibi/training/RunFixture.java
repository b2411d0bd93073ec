package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What each test of runs has: a folder, a manager, and runs with both. */
abstract class RunFixture {
  @TempDir Path directory;

  final NDManager manager = NDManager.newBaseManager();
  Runs runs;

  @BeforeEach
  final void openRuns() {
    runs = new Runs(manager, directory);
  }

  @AfterEach
  final void closeManager() {
    manager.close();
  }
}
