package dev.hibi.client.transfer;

import java.io.IOException;
import java.util.Optional;

/** What moves bytes between a file and the storage. */
interface Move {
  /** How many bytes were moved so far. */
  long moved();

  /** What was wrong with the file, if anything. */
  Optional<IOException> fileTrouble();

  /** Some time has passed. */
  void tick();
}
