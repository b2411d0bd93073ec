package dev.hibi.cli.kqi;

import dev.hibi.client.transfer.RefusedNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Files that were fetched, one a line; also when some were left out, which is said in the end. */
final class Fetched {
  private Fetched() {}

  /** Fetches files. */
  @FunctionalInterface
  interface Fetch {
    List<Path> run() throws IOException;
  }

  static void print(PrintWriter out, Fetch fetch) throws IOException {
    try {
      fetch.run().forEach(out::println);
    } catch (RefusedNames e) {
      e.fetched().forEach(out::println);
      throw e;
    }
  }
}
