package dev.hibi.report;

import dev.hibi.WholeFiles;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A page that is written: HTML that needs no other file, and is XML as well.
 *
 * <p>Immutable and thread-safe.
 */
public final class Report {
  /** What a page has at most. */
  public static final int MOST_BYTES = 5_000_000;

  private final String html;

  Report(String html) {
    this.html = html;
  }

  /** The page, in UTF-8 at most {@value #MOST_BYTES} bytes. */
  public String html() {
    return html;
  }

  /**
   * Writes the page, whole or not at all; a file that is there is replaced.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    WholeFiles.writeFile(file, WholeFiles.text(html));
  }
}
