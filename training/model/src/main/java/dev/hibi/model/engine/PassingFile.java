package dev.hibi.model.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A file through which the engine is handed an archive, and which nobody sees afterwards. */
interface PassingFile extends AutoCloseable {

  /** A file in memory, or where there is none a temporary one. */
  static PassingFile create() throws IOException {
    Optional<MemoryFile> inMemory = MemoryFile.create();
    return inMemory.isPresent()
        ? inMemory.get()
        : SweptFile.create(Path.of(System.getProperty("java.io.tmpdir", ".")));
  }

  /** Where this process finds it. */
  Path path();

  @Override
  void close() throws IOException;
}
