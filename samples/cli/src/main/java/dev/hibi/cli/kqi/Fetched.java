package dev.hibi.cli.kqi;

import dev.hibi.client.transfer.RefusedNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

/** Files that were fetched, one a line; what was left out, and what is not there, is said. */
final class Fetched {
  private Fetched() {}

  /** Fetches files. */
  @FunctionalInterface
  interface Fetch {
    List<Path> run() throws IOException;
  }

  /**
   * Prints what is fetched from a folder of an output.
   *
   * @param path the folder, or {@code /} for all
   * @param whose such as {@code training 5}
   * @throws IOException if there is nothing in a folder that was named
   */
  static void print(PrintWriter out, String path, String whose, Fetch fetch) throws IOException {
    print(
        out,
        () -> {
          List<Path> files = fetch.run();
          if (files.isEmpty() && !path.replace("/", "").isBlank()) {
            throw new IOException(
                "not found: expected files in '%s', found none (output of %s)"
                    .formatted(path, whose));
          }
          return files;
        });
  }

  /** Says which names were left out of a list; exit code 1 if there are any. */
  static int leftOut(List<String> refused, PrintWriter err) {
    refused.forEach(name -> err.println("bad file name, left out: " + name));
    return refused.isEmpty() ? 0 : 1;
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
